export interface CarrierChoice {
  /** The carrier whose element is in front; null where there is none. */
  readonly shown: string | null;
  /** Carriers that need an element, oldest first: the shown one and those that may take its place. */
  readonly mounted: readonly string[];
}

/**
 * `keys` oldest first, `seen` those whose first frame came. The newest that was seen is shown; what is older has done its
 * work. Before any frame came the oldest stands in front, for nothing is lost behind it.
 */
export function chooseCarrier(keys: readonly string[], seen: ReadonlySet<string>): CarrierChoice {
  const newestSeen = keys.findLastIndex((key) => seen.has(key));
  const first = Math.max(newestSeen, 0);
  return { shown: keys[first] ?? null, mounted: keys.slice(first) };
}

export function sameKeys(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((key, index) => key === b[index]);
}
