export interface CarrierChoice {
  /** The carrier that is in front; null where there is none. */
  readonly shown: string | null;
  /** Carriers that need an element, oldest first: the shown one and those that may take its place. */
  readonly mounted: readonly string[];
}

/** A first frame tells that a carrier will do; a few in a row that it is better than the one in front. */
export interface CarrierSigns {
  readonly seen: ReadonlySet<string>;
  readonly steady: ReadonlySet<string>;
}

/**
 * `keys` oldest first. The newest steady carrier is shown; what is older has done its work. Until one is steady, the oldest
 * that was seen stays in front, and before any frame came the oldest, for nothing is lost behind it.
 */
export function chooseCarrier(keys: readonly string[], { seen, steady }: CarrierSigns): CarrierChoice {
  const newestSteady = keys.findLastIndex((key) => steady.has(key));
  const oldestSeen = keys.findIndex((key) => seen.has(key));
  const first = Math.max(newestSteady >= 0 ? newestSteady : oldestSeen, 0);
  return { shown: keys[first] ?? null, mounted: keys.slice(first) };
}

const STEADY_FRAMES = 4;
const STEADY_WITHIN_MS = 500;

/** `times` of the frames shown so far, in milliseconds. */
export function isSteady(times: readonly number[]): boolean {
  const from = times.at(-STEADY_FRAMES);
  const to = times.at(-1);
  return from !== undefined && to !== undefined && to - from <= STEADY_WITHIN_MS;
}

export function sameKeys(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((key, index) => key === b[index]);
}
