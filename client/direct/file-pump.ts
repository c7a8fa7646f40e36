import type { Channel } from './channels.ts';
import type { Disk } from './disk.ts';
import { release } from './release.ts';
import type { Mark } from './wire.ts';

/** One message: the largest that every browser takes. */
export const MESSAGE_BYTES = 64 * 1024;
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
    // The other end hears the beginning while the worker makes itself ready.
    const hashing = disk.hash(file, offset);
    hashing.catch(() => this.stop());
    try {
      this.#mark({ t: 'begin', id, offset });
      let at = offset;
      for await (const message of messagesOf(file.slice(offset))) {
        while (!this.#stopped && !this.#mayGo(at))
          await new Promise<void>((resolve) => {
            this.#wake = resolve;
          });
        if (this.#stopped) return;
        this.#send(message);
        (await hashing).write(message);
        at += message.length;
      }
      if (at !== file.size) throw new Error('The file is another one by now.');
      const sha256 = await (await hashing).finish();
      this.#mark({ t: 'end', id, sha256 });
    } finally {
      hashing.then((hash) => void hash.close()).catch(() => undefined);
      bytes.onbufferedamountlow = null;
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

/**
 * All messages but the last are whole, as each costs its receiver about as much as a longer one. One lies in the memory
 * of the one before. Stops reading where nobody asks for more.
 */
async function* messagesOf(file: Blob): AsyncGenerator<Uint8Array<ArrayBuffer>, void, undefined> {
  // Not byob: Chromium 156 now and then never answers such a reading.
  const reader = file.stream().getReader();
  const message = new Uint8Array(MESSAGE_BYTES);
  let filled = 0;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      for (let at = 0; at < value.length; ) {
        const part = value.subarray(at, at + MESSAGE_BYTES - filled);
        message.set(part, filled);
        at += part.length;
        filled += part.length;
        if (filled < MESSAGE_BYTES) continue;
        filled = 0;
        yield message;
      }
      release(value.buffer);
    }
    if (filled > 0) yield message.subarray(0, filled);
  } finally {
    reader.cancel().catch(() => undefined);
  }
}
