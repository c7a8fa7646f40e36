import { unavailable } from '../../protocol/errors.ts';
import { type Disk, type DiskAnswer, type DiskOrder, FOLDER, type Store, type StoreHooks } from './disk.ts';

/** The browser's private file system, a worker for each file; without it what arrives is in memory. */
export class BrowserDisk implements Disk {
  readonly #inMemory = new Map<string, Blob>();

  open(id: string, hooks: StoreHooks): Promise<Store> {
    return WorkerStore.start({ kind: 'open', id }, hooks, (blob) => this.#inMemory.set(id, blob));
  }

  hash(file: Blob, prefix: number): Promise<Store> {
    return WorkerStore.start({ kind: 'hash', file, prefix });
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

  async remove(id: string): Promise<void> {
    this.#inMemory.delete(id);
    try {
      await (await folder()).removeEntry(id);
    } catch {
      // It was never there.
    }
  }
}

async function folder(): Promise<FileSystemDirectoryHandle> {
  const root = await navigator.storage.getDirectory();
  return root.getDirectoryHandle(FOLDER);
}

const NO_HOOKS: StoreHooks = { onKept: () => undefined, onFailed: () => undefined };

class WorkerStore implements Store {
  readonly #worker: Worker;
  readonly #opened = Promise.withResolvers<number>();
  readonly #finished = Promise.withResolvers<string>();
  length = 0;

  private constructor(hooks: StoreHooks, onBlob: (blob: Blob) => void) {
    this.#worker = new Worker(new URL('./disk.worker.ts', import.meta.url), { type: 'module' });
    this.#worker.onerror = () => this.#fail('The worker could not be started.', hooks);
    this.#worker.onmessage = ({ data }: MessageEvent<DiskAnswer>) => {
      if (data.kind === 'opened') this.#opened.resolve(data.length);
      else if (data.kind === 'kept') hooks.onKept(data.length);
      else if (data.kind === 'failed') this.#fail(data.message, hooks);
      else {
        if (data.blob) onBlob(data.blob);
        this.#finished.resolve(data.sha256);
      }
    };
    // Whoever does not wait for it any more is not interested.
    this.#finished.promise.catch(() => undefined);
  }

  static async start(
    order: DiskOrder,
    hooks: StoreHooks = NO_HOOKS,
    onBlob: (blob: Blob) => void = () => undefined,
  ): Promise<Store> {
    const store = new WorkerStore(hooks, onBlob);
    store.#say(order);
    try {
      store.length = await store.#opened.promise;
      return store;
    } catch (error) {
      store.close();
      throw error;
    }
  }

  write(bytes: ArrayBuffer): void {
    this.length += bytes.byteLength;
    this.#say({ kind: 'write', bytes }, [bytes]);
  }

  finish(): Promise<string> {
    this.#say({ kind: 'finish' });
    return this.#finished.promise;
  }

  close(): void {
    this.#worker.terminate();
    this.#fail('It was given up.');
  }

  #say(order: DiskOrder, handed: Transferable[] = []): void {
    this.#worker.postMessage(order, handed);
  }

  #fail(message: string, hooks?: StoreHooks): void {
    const error = unavailable(message);
    this.#opened.reject(error);
    this.#finished.reject(error);
    hooks?.onFailed();
  }
}
