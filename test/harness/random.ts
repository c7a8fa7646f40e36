/** Repeatable: a failing test tells its seed, and `SEED=…` runs it again. */
export function random(seed = Number(process.env['SEED'] ?? Math.floor(Math.random() * 2 ** 31))) {
  let state = seed;
  /** Mulberry32: from 0 to below 1. */
  const next = () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  return { seed, next };
}
