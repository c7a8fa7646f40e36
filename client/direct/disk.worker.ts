import { type DiskAnswer, type DiskOrder, FOLDER } from './disk.ts';
import { PieceHash } from './piece-hash.ts';

/** Of a file in the browser's private file system, as workers have it. */
interface SyncFile {
  getSize(): number;
  read(into: Uint8Array<ArrayBuffer>, options: { at: number }): number;
  write(from: Uint8Array<ArrayBuffer>, options: { at: number }): number;
  flush(): void;
  close(): void;
}
type SyncHandle = FileSystemFileHandle & { createSyncAccessHandle?: () => Promise<SyncFile> };
type Told = DiskAnswer extends infer A ? (A extends { store: number } ? Omit<A, 'store'> : never) : never;

const BLOCK = 4 * 1024 * 1024;
/** On the disk itself while more comes: all of it at the end would keep its person waiting. */
const FLUSH_STEP = 8 * 1024 * 1024;
/** A page that was just reloaded may hold the file for a moment longer. */
const TRIES = 20;
const TRY_AGAIN_MS = 100;

const stores = new Map<number, WorkerFile>();

onmessage = ({ data }: MessageEvent<DiskOrder>) => {
  const store = stores.get(data.store) ?? new WorkerFile(data.store);
  stores.set(data.store, store);
  store.take(data);
};

/** One file, its orders one after the other; no file waits for another. */
class WorkerFile {
  readonly #store: number;
  /** What is kept in memory. */
  readonly #parts: Uint8Array<ArrayBuffer>[] = [];
  readonly #hashing = PieceHash.make();
  #file: SyncFile | null = null;
  #keepsParts = false;
  #length = 0;
  #flushed = 0;
  #orders: Promise<void> = Promise.resolve();

  constructor(store: number) {
    this.#store = store;
  }

  take(order: DiskOrder): void {
    this.#orders = this.#orders
      .then(() => this.#carryOut(order))
      .catch((error: unknown) => {
        this.#closeFile();
        this.#answer({ kind: 'failed', message: String(error) });
      });
  }

  async #carryOut(order: DiskOrder): Promise<void> {
    switch (order.kind) {
      case 'open':
        this.#file = await openFile(order.id);
        this.#keepsParts = this.#file === null;
        if (this.#file) await this.#takeUp(this.#file);
        return this.#answer({ kind: 'opened', length: this.#length });
      case 'hash':
        await this.#hashStart(order.file, order.prefix);
        return this.#answer({ kind: 'opened', length: this.#length });
      case 'write':
        return this.#write(order.bytes);
      case 'finish':
        return this.#finish();
      case 'close':
        this.#closeFile();
        stores.delete(this.#store);
        return this.#answer({ kind: 'closed' });
      default:
        return order satisfies never;
    }
  }

  async #write(bytes: Uint8Array<ArrayBuffer>): Promise<void> {
    const { length, buffer } = bytes;
    if (this.#file && this.#file.write(bytes, { at: this.#length }) !== length)
      throw new Error('The disk is full.');
    await (await this.#hashing).update(bytes);
    if (this.#keepsParts) this.#parts.push(bytes.slice());
    this.#length += length;
    this.#answer({ kind: 'kept', length: this.#length, spare: buffer }, [buffer]);
    if (this.#length - this.#flushed < FLUSH_STEP) return;
    this.#file?.flush();
    this.#flushed = this.#length;
  }

  async #finish(): Promise<void> {
    // The last piece is hashed while the disk takes what it has not written yet.
    const hashed = (await this.#hashing).digest();
    this.#file?.flush();
    const isInMemory = this.#keepsParts && this.#parts.length > 0;
    this.#closeFile();
    this.#answer({
      kind: 'finished',
      hash: await hashed,
      blob: isInMemory ? new Blob(this.#parts) : null,
    });
  }

  async #hashStart(file: Blob, prefix: number): Promise<void> {
    const hash = await this.#hashing;
    for (let at = 0; at < prefix; at += BLOCK)
      await hash.update(new Uint8Array(await file.slice(at, Math.min(prefix, at + BLOCK)).arrayBuffer()));
    this.#length = prefix;
  }

  /** What an earlier page received is hashed again: nothing is taken on trust. */
  async #takeUp(kept: SyncFile): Promise<void> {
    const hash = await this.#hashing;
    const size = kept.getSize();
    const block = new Uint8Array(BLOCK);
    while (this.#length < size) {
      const count = kept.read(block, { at: this.#length });
      if (count === 0) break;
      await hash.update(block.subarray(0, count));
      this.#length += count;
    }
  }

  #closeFile(): void {
    this.#file?.close();
    this.#file = null;
  }

  #answer(told: Told, handed: Transferable[] = []): void {
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a worker has no origin to name
    postMessage({ ...told, store: this.#store } as DiskAnswer, { transfer: handed });
  }
}

/** null: this browser has no files for pages, or not for a page that is not secure. */
async function openFile(id: string): Promise<SyncFile | null> {
  const root = await navigator.storage?.getDirectory?.().catch(() => null);
  if (!root) return null;
  const folder = await root.getDirectoryHandle(FOLDER, { create: true });
  const handle: SyncHandle = await folder.getFileHandle(id, { create: true });
  if (!handle.createSyncAccessHandle) return null;
  for (let tries = 1; ; tries += 1) {
    try {
      return await handle.createSyncAccessHandle();
    } catch (error) {
      if (tries === TRIES) throw error;
      await new Promise((resolve) => setTimeout(resolve, TRY_AGAIN_MS));
    }
  }
}
