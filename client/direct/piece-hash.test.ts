import { expect, test } from 'bun:test';
import { PIECE_BYTES, PieceHash } from './piece-hash.ts';

const bytes = new Uint8Array(3 * PIECE_BYTES + 17).map((_, index) => (index * 31) ^ (index >> 9));
const sha256 = (data: Uint8Array) => new Bun.CryptoHasher('sha256').update(data).digest();

/** As it is told: over the hashes of the pieces. */
function expected(data: Uint8Array): string {
  const whole = new Bun.CryptoHasher('sha256');
  for (let at = 0; at < data.length; at += PIECE_BYTES)
    whole.update(sha256(data.subarray(at, at + PIECE_BYTES)));
  return whole.digest('hex');
}

async function hashIn(step: number, data: Uint8Array<ArrayBuffer>, hash: PieceHash): Promise<string> {
  for (let at = 0; at < data.length; at += step) {
    const part = data.slice(at, at + step);
    const taken = hash.update(part);
    // Whoever handed them over may use them for something else.
    part.fill(0);
    await taken;
  }
  return hash.digest();
}

test('however the bytes come, the hash is the same, with the hashing of the browser and without', async () => {
  for (const step of [64 * 1024, PIECE_BYTES, 2 * PIECE_BYTES, 999_999, bytes.length]) {
    expect(await hashIn(step, bytes, await PieceHash.make())).toBe(expected(bytes));
    expect(await hashIn(step, bytes, await PieceHash.make(null))).toBe(expected(bytes));
  }
});
