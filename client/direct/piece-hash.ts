import { createSHA256, type IHasher } from 'hash-wasm';

/** So much is hashed at once, and no more: for a larger piece the browser fetches memory anew each time. Both ends cut at the same places. */
export const PIECE_BYTES = 256 * 1024;

/**
 * What a whole file is checked by: the SHA-256 of each 256 KiB, and over those, in order, the SHA-256 that is sent. The
 * browser hashes pieces with the processor's own instructions, several times as fast as WebAssembly, but nothing bit by
 * bit; and a file of any size has to go by with little memory.
 */
export class PieceHash {
  readonly #whole: IHasher;
  readonly #hashPiece: (piece: Uint8Array<ArrayBuffer>) => Promise<Uint8Array>;
  readonly #piece = new Uint8Array(PIECE_BYTES);
  #filled = 0;
  #folding: Promise<void> = Promise.resolve();
  /** All but the last piece. */
  #folded: Promise<void> = this.#folding;

  private constructor(whole: IHasher, hashPiece: (piece: Uint8Array<ArrayBuffer>) => Promise<Uint8Array>) {
    this.#whole = whole;
    this.#hashPiece = hashPiece;
  }

  /** Without `subtle`, on a page that is not secure, pieces are hashed in WebAssembly: the same comes out. */
  static async make(subtle: SubtleCrypto | null = globalThis.crypto.subtle ?? null): Promise<PieceHash> {
    const whole = (await createSHA256()).init();
    if (subtle)
      return new PieceHash(whole, async (piece) => new Uint8Array(await subtle.digest('SHA-256', piece)));
    const pieces = await createSHA256();
    return new PieceHash(whole, async (piece) => pieces.init().update(piece).digest('binary'));
  }

  /** The bytes may change again as soon as this has returned; whoever waits for it never has many pieces waiting. */
  async update(bytes: Uint8Array<ArrayBuffer>): Promise<void> {
    for (let at = 0; at < bytes.length; ) {
      const taken = Math.min(PIECE_BYTES - this.#filled, bytes.length - at);
      const part = bytes.subarray(at, at + taken);
      at += taken;
      if (taken === PIECE_BYTES) this.#fold(part);
      else this.#piece.set(part, this.#filled);
      this.#filled = (this.#filled + taken) % PIECE_BYTES;
      if (taken < PIECE_BYTES && this.#filled === 0) this.#fold(this.#piece);
    }
    // The last may go on while more is fetched.
    await this.#folded;
  }

  /** In hexadecimal. */
  async digest(): Promise<string> {
    if (this.#filled > 0) this.#fold(this.#piece.subarray(0, this.#filled));
    await this.#folding;
    return this.#whole.digest();
  }

  #fold(piece: Uint8Array<ArrayBuffer>): void {
    this.#folded = this.#folding;
    this.#folding = Promise.all([this.#hashPiece(piece), this.#folding]).then(
      ([digest]) => void this.#whole.update(digest),
    );
  }
}
