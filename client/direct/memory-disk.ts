import type { Disk, Store, StoreHooks } from './disk.ts';
import { forbidden } from '../../protocol/errors.ts';
import type { PickedFile } from './places.ts';
import { PieceHash } from './piece-hash.ts';

/** For tests: a disk that outlives pages, and can be told to be full or to spoil what it gets. */
export class MemoryDisk implements Disk {
  readonly #files = new Map<string, Uint8Array<ArrayBuffer>[]>();
  capacity = Number.POSITIVE_INFINITY;
  spoils = false;
  /** As after a reload, for what went to a place that was picked. */
  isLocked = false;

  warm(): void {}

  async open(id: string, hooks: StoreHooks): Promise<Store> {
    if (this.isLocked) throw forbidden('Its person has to allow it again.');
    const hash = await PieceHash.make();
    const pieces = this.#files.get(id) ?? [];
    this.#files.set(id, pieces);
    for (const piece of pieces) await hash.update(piece);
    let length = this.length(id);
    return new MemoryStore(hash, length, (bytes) => {
      if (this.spoils) bytes[0] = (bytes[0] ?? 0) ^ 1;
      if (length + bytes.length > this.capacity) {
        hooks.onFailed();
        throw new Error('The disk is full.');
      }
      pieces.push(bytes);
      length += bytes.length;
      hooks.onKept(length);
    });
  }

  async hash(file: Blob, prefix: number): Promise<Store> {
    const hash = await PieceHash.make();
    await hash.update(new Uint8Array(await file.slice(0, prefix).arrayBuffer()));
    return new MemoryStore(hash, prefix, () => undefined);
  }

  async place(_id: string, _picked: PickedFile): Promise<void> {}

  async permit(): Promise<void> {
    this.isLocked = false;
  }

  async read(id: string): Promise<Blob | null> {
    const pieces = this.#files.get(id);
    return pieces ? new Blob(pieces) : null;
  }

  async remove(id: string): Promise<void> {
    this.#files.delete(id);
  }

  close(): void {}

  has(id: string): boolean {
    return this.#files.has(id);
  }

  length(id: string): number {
    return (this.#files.get(id) ?? []).reduce((sum, piece) => sum + piece.length, 0);
  }
}

class MemoryStore implements Store {
  readonly #hash: PieceHash;
  readonly #keep: (bytes: Uint8Array<ArrayBuffer>) => void;
  #failure: unknown = null;
  length: number;

  constructor(hash: PieceHash, length: number, keep: (bytes: Uint8Array<ArrayBuffer>) => void) {
    this.#hash = hash;
    this.length = length;
    this.#keep = keep;
  }

  write(given: Uint8Array<ArrayBuffer>): void {
    const bytes = given.slice();
    this.length += bytes.length;
    try {
      this.#keep(bytes);
      void this.#hash.update(bytes);
    } catch (error) {
      this.#failure ??= error;
    }
  }

  async finish(): Promise<string> {
    if (this.#failure) throw this.#failure;
    return this.#hash.digest();
  }

  async close(): Promise<void> {}
}
