import { forbidden, unavailable } from '../../protocol/errors.ts';
import { Batcher } from './batcher.ts';
import { type Disk, type DiskAnswer, type DiskOrder, FOLDER, type Store, type StoreHooks } from './disk.ts';
import { PickedStore } from './picked-store.ts';
import { askToWrite, mayWrite, type PickedFile, type Places } from './places.ts';

/** A smaller file that a page loses on its way comes anew. */
const SECURE_AFTER_BYTES = 32 * 1024 * 1024;

type Order = DiskOrder extends infer O ? (O extends { store: number } ? Omit<O, 'store'> : never) : never;

/**
 * The browser's private file system, behind one worker for all files; without it what arrives is in memory. A file whose
 * person picked a place for it goes there.
 */
export class BrowserDisk implements Disk {
  readonly #inMemory = new Map<string, Blob>();
  readonly #stores = new Map<number, WorkerStore>();
  readonly #places: Places;
  /** Of the files that go to a place that was picked. */
  readonly #picked = new Map<string, Store>();
  #worker: Worker | null = null;
  #lastStore = 0;

  constructor(places: Places) {
    this.#places = places;
  }

  warm(): void {
    this.#worker ??= this.#start();
  }

  async open(id: string, hooks: StoreHooks): Promise<Store> {
    const picked = await this.#places.of(id);
    if (picked) return this.#openPicked(id, picked, hooks);
    return this.#make({ kind: 'open', id }, hooks, (blob) => this.#inMemory.set(id, blob));
  }

  hash(file: Blob, prefix: number): Promise<Store> {
    return this.#make({ kind: 'hash', file, prefix });
  }

  async read(id: string): Promise<Blob | null> {
    const inMemory = this.#inMemory.get(id);
    if (inMemory) return inMemory;
    try {
      const handle = await (await folder()).getFileHandle(id);
      return await handle.getFile();
    } catch {
      return null;
    }
  }

  async place(id: string, picked: PickedFile): Promise<void> {
    await this.remove(id);
    await this.#places.put(id, picked);
  }

  async permit(id: string): Promise<void> {
    const picked = await this.#places.of(id);
    if (picked && !(await askToWrite(picked))) throw forbidden('It may not be written there.');
  }

  async remove(id: string): Promise<void> {
    this.#inMemory.delete(id);
    // What is whole is its person's, and its place forgotten.
    const picked = await this.#places.of(id);
    await picked?.remove?.().catch(() => undefined);
    await this.#places.forget(id);
    this.#picked.delete(id);
    try {
      await (await folder()).removeEntry(id);
    } catch {
      // It was never there.
    }
  }

  close(): void {
    this.#worker?.terminate();
    this.#worker = null;
    for (const store of this.#stores.values()) store.lose('It was given up.');
    this.#stores.clear();
  }

  async #openPicked(id: string, handle: PickedFile, hooks: StoreHooks): Promise<Store> {
    if (!(await mayWrite(handle))) throw forbidden('Its person has to allow it again.');
    // What came over a line that broke is in place when this has settled.
    await this.#picked.get(id)?.close();
    const store = await PickedStore.open({
      ...{ handle, hooks, secureAfter: SECURE_AFTER_BYTES },
      hash: (file, prefix) => this.hash(file, prefix),
      onFinished: () => this.#places.forget(id),
    });
    this.#picked.set(id, store);
    return store;
  }

  async #make(order: Order, hooks = NO_HOOKS, onBlob: (blob: Blob) => void = () => undefined) {
    this.warm();
    const key = ++this.#lastStore;
    const say = (said: Order, handed: Transferable[] = []) =>
      this.#worker?.postMessage({ ...said, store: key }, handed);
    const store = new WorkerStore({ say, hooks, onBlob, onClosed: () => this.#stores.delete(key) });
    this.#stores.set(key, store);
    say(order);
    try {
      store.length = await store.opened;
      return store;
    } catch (error) {
      void store.close();
      throw error;
    }
  }

  #start(): Worker {
    const worker = new Worker(new URL('./disk.worker.ts', import.meta.url), { type: 'module' });
    worker.onmessage = ({ data }: MessageEvent<DiskAnswer>) => this.#stores.get(data.store)?.hear(data);
    worker.onerror = () => {
      this.#worker = null;
      for (const store of this.#stores.values()) store.lose('The worker could not be started.');
      this.#stores.clear();
    };
    return worker;
  }
}

async function folder(): Promise<FileSystemDirectoryHandle> {
  const root = await navigator.storage.getDirectory();
  return root.getDirectoryHandle(FOLDER);
}

const NO_HOOKS: StoreHooks = { onKept: () => undefined, onFailed: () => undefined };
/** Told after so many bytes, which is also how much the other end sends ahead for nothing where a page goes away. */
const KEPT_STEP = 2 * 1024 * 1024;

interface WorkerStoreParts {
  readonly say: (order: Order, handed?: Transferable[]) => void;
  readonly hooks: StoreHooks;
  readonly onBlob: (blob: Blob) => void;
  readonly onClosed: () => void;
}

class WorkerStore implements Store {
  readonly #parts: WorkerStoreParts;
  readonly #opened = Promise.withResolvers<number>();
  readonly #finished = Promise.withResolvers<string>();
  readonly #closed = Promise.withResolvers<void>();
  readonly #batches = new Batcher((bytes) => this.#parts.say({ kind: 'write', bytes }, [bytes.buffer]));
  #told = 0;
  #isClosing = false;
  length = 0;

  constructor(parts: WorkerStoreParts) {
    this.#parts = parts;
    // Whoever does not wait for it any more is not interested.
    this.#finished.promise.catch(() => undefined);
  }

  get opened(): Promise<number> {
    return this.#opened.promise;
  }

  hear(answer: DiskAnswer): void {
    const { onBlob, onClosed } = this.#parts;
    switch (answer.kind) {
      case 'opened':
        this.#told = answer.length;
        return this.#opened.resolve(answer.length);
      case 'kept':
        this.#batches.giveBack(answer.spare);
        return this.#kept(answer.length);
      case 'finished':
        if (answer.blob) onBlob(answer.blob);
        return this.#finished.resolve(answer.hash);
      case 'closed':
        onClosed();
        return this.#closed.resolve();
      case 'failed':
        return this.#fail(answer.message);
      default:
        return answer satisfies never;
    }
  }

  write(bytes: Uint8Array<ArrayBuffer>): void {
    this.length += bytes.length;
    this.#batches.add(bytes);
  }

  finish(): Promise<string> {
    this.#batches.flush();
    this.#parts.say({ kind: 'finish' });
    return this.#finished.promise;
  }

  close(): Promise<void> {
    if (!this.#isClosing) {
      this.#isClosing = true;
      this.#batches.flush();
      this.#parts.say({ kind: 'close' });
      this.#finished.reject(unavailable('It was given up.'));
    }
    return this.#closed.promise;
  }

  /** Its worker is gone. */
  lose(message: string): void {
    this.#fail(message);
    this.#closed.resolve();
  }

  #kept(length: number): void {
    if (this.#isClosing || length - this.#told < KEPT_STEP) return;
    this.#told = length;
    this.#parts.hooks.onKept(length);
  }

  #fail(message: string): void {
    const error = unavailable(message);
    this.#opened.reject(error);
    this.#finished.reject(error);
    if (!this.#isClosing) this.#parts.hooks.onFailed();
  }
}
