import { unavailable } from '../../protocol/errors.ts';
import { Batcher } from './batcher.ts';
import type { Store, StoreHooks } from './disk.ts';
import type { PickedFile, PickedStream } from './places.ts';

const KEPT_STEP = 2 * 1024 * 1024;
export interface PickedStoreParts {
  readonly handle: PickedFile;
  readonly hooks: StoreHooks;
  /**
   * The browser collects what is written beside the file until the stream is closed, and opening it again copies what
   * is there. So it is closed after so many bytes, and then whenever as much again has come as stands there: at most
   * half is lost with a page, and no byte is copied more than twice.
   */
  readonly secureAfter: number;
  /** Hashes what is written; the first bytes of the file are there from before. */
  readonly hash: (file: Blob, prefix: number) => Promise<Store>;
  /** It is there, whole. */
  readonly onFinished: () => Promise<void>;
}

/** Straight into the file that its person picked. */
export class PickedStore implements Store {
  readonly #parts: PickedStoreParts;
  readonly #hash: Store;
  #stream: PickedStream;
  /** Each writing asks another process. */
  readonly #batches = new Batcher((bytes) => this.#order(() => this.#write(bytes)));
  #secured: number;
  #written: number;
  #told: number;
  #orders: Promise<void> = Promise.resolve();
  #failure: unknown = null;
  #closing: Promise<void> | null = null;
  length: number;

  private constructor(parts: PickedStoreParts, hash: Store, stream: PickedStream) {
    this.#parts = parts;
    this.#hash = hash;
    this.#stream = stream;
    this.length = this.#secured = this.#written = this.#told = hash.length;
  }

  /** From the byte on that is there. */
  static async open(parts: PickedStoreParts): Promise<Store> {
    const file = await parts.handle.getFile();
    const hash = await parts.hash(file, file.size);
    try {
      return new PickedStore(parts, hash, await openAt(parts.handle, file.size));
    } catch (error) {
      void hash.close();
      throw error;
    }
  }

  write(bytes: Uint8Array<ArrayBuffer>): void {
    this.length += bytes.length;
    this.#batches.add(bytes);
  }

  async finish(): Promise<string> {
    await this.#end();
    try {
      if (this.#failure) throw unavailable('It could not be written.', this.#failure);
      const hash = await this.#hash.finish();
      await this.#parts.onFinished();
      return hash;
    } finally {
      void this.#hash.close();
    }
  }

  close(): Promise<void> {
    return this.#closing ?? this.#end().then(() => this.#hash.close());
  }

  #end(): Promise<void> {
    this.#batches.flush();
    this.#order(() => this.#stream.close());
    this.#closing = this.#orders;
    return this.#closing;
  }

  async #write(bytes: Uint8Array<ArrayBuffer>): Promise<void> {
    await this.#stream.write(bytes);
    this.#hash.write(bytes);
    this.#written += bytes.length;
    this.#batches.giveBack(bytes.buffer);
    const isDue = this.#written - this.#secured >= Math.max(this.#parts.secureAfter, this.#secured);
    if (isDue) await this.#secure();
    if (this.#written - this.#told < KEPT_STEP || this.#closing) return;
    this.#told = this.#written;
    this.#parts.hooks.onKept(this.#written);
  }

  async #secure(): Promise<void> {
    await this.#stream.close();
    this.#stream = await openAt(this.#parts.handle, this.#written);
    this.#secured = this.#written;
  }

  /** One after the other; after a failure nothing more. */
  #order(act: () => Promise<void>): void {
    this.#orders = this.#orders.then(async () => {
      if (this.#failure) return;
      try {
        await act();
      } catch (error) {
        this.#failure = error;
        if (!this.#closing) this.#parts.hooks.onFailed();
      }
    });
  }
}

async function openAt(handle: PickedFile, position: number): Promise<PickedStream> {
  const stream = await handle.createWritable({ keepExistingData: true });
  await stream.seek(position);
  return stream;
}
