import type { Channel } from './channels.ts';
import type { Disk } from './disk.ts';
import type { Mark } from './wire.ts';

/** One message: the largest that every browser takes. */
export const MESSAGE_BYTES = 64 * 1024;
/** Read at once, and hashed while the next is read: each reading asks another process. The first is there sooner. */
const BLOCK_BYTES = 4 * 1024 * 1024;
const FIRST_BLOCK_BYTES = 512 * 1024;
/** What waits in the channel, and when it is filled again. */
const HIGH_WATER = 1024 * 1024;
const LOW_WATER = HIGH_WATER / 2;
/** Ahead of what the other end has on disk. */
const WINDOW = 32 * 1024 * 1024;

export interface FilePumpParts {
  readonly id: string;
  readonly file: Blob;
  readonly offset: number;
  readonly bytes: Channel;
  readonly disk: Pick<Disk, 'hash'>;
}

/** One file out, from an offset to its end, no faster than the line and the other's disk. */
export class FilePump {
  readonly #parts: FilePumpParts;
  #got: number;
  #stopped = false;
  #wake: () => void = () => undefined;

  constructor(parts: FilePumpParts) {
    this.#parts = parts;
    this.#got = parts.offset;
  }

  get id(): string {
    return this.#parts.id;
  }

  got(offset: number): void {
    this.#got = Math.max(this.#got, offset);
    this.#wake();
  }

  stop(): void {
    this.#stopped = true;
    this.#wake();
  }

  /** Resolves at its end, or when it was stopped; rejects where the file cannot be read. */
  async run(): Promise<void> {
    const { id, file, offset, bytes, disk } = this.#parts;
    bytes.bufferedAmountLowThreshold = LOW_WATER;
    bytes.onbufferedamountlow = () => this.#wake();
    // Not waited for: what is sent meanwhile is hashed when it is ready.
    const hashing = disk.hash(file, offset);
    hashing.catch(() => this.stop());
    try {
      this.#mark({ t: 'begin', id, offset });
      let coming = this.#read(offset, FIRST_BLOCK_BYTES);
      for (let at = offset; at < file.size; ) {
        const block = await coming;
        const { byteLength } = block;
        coming = this.#read(at + byteLength, BLOCK_BYTES);
        // Where sending ends early nobody waits for it.
        coming.catch(() => undefined);
        await this.#sendBlock(block, at);
        if (this.#stopped) return;
        (await hashing).write(block);
        at += byteLength;
      }
      const sha256 = await (await hashing).finish();
      this.#mark({ t: 'end', id, sha256 });
    } finally {
      hashing.then((hash) => void hash.close()).catch(() => undefined);
      bytes.onbufferedamountlow = null;
    }
  }

  #read(at: number, length: number): Promise<ArrayBuffer> {
    return this.#parts.file.slice(at, at + length).arrayBuffer();
  }

  async #sendBlock(block: ArrayBuffer, at: number): Promise<void> {
    for (let sent = 0; sent < block.byteLength; sent += MESSAGE_BYTES) {
      while (!this.#stopped && !this.#mayGo(at + sent))
        await new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
      if (this.#stopped) return;
      this.#send(new Uint8Array(block, sent, Math.min(MESSAGE_BYTES, block.byteLength - sent)));
    }
  }

  #mayGo(at: number): boolean {
    return this.#parts.bytes.bufferedAmount < HIGH_WATER && at - this.#got < WINDOW;
  }

  #mark(mark: Mark): void {
    if (!this.#stopped) this.#send(JSON.stringify(mark));
  }

  /** A channel that closes takes nothing, and says so before it tells that it closed. */
  #send(data: string | Uint8Array<ArrayBuffer>): void {
    try {
      this.#parts.bytes.send(data);
    } catch {
      this.stop();
    }
  }
}
