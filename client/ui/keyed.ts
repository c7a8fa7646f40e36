import { type Accessor, createMemo, createSignal, type Setter } from 'solid-js';

export interface Keyed<T> {
  readonly key: string;
  readonly value: Accessor<T>;
}

/**
 * Gives every item of a list a place of its own by key, so that `<For>` keeps its elements when the items are made
 * anew: a pending message becomes the server's without its row being built twice.
 */
export function createKeyed<T>(
  source: Accessor<readonly T[]>,
  keyOf: (item: T) => string,
  equals: (a: T, b: T) => boolean = Object.is,
): Accessor<Keyed<T>[]> {
  let places = new Map<string, Keyed<T> & { set: Setter<T> }>();
  return createMemo(() => {
    const next = new Map<string, Keyed<T> & { set: Setter<T> }>();
    for (const item of source()) {
      const key = keyOf(item);
      const place = places.get(key);
      if (place) place.set(() => item);
      next.set(key, place ?? makePlace(key, item, equals));
    }
    places = next;
    return [...next.values()];
  });
}

function makePlace<T>(key: string, item: T, equals: (a: T, b: T) => boolean) {
  const [value, set] = createSignal<T>(item, { equals });
  return { key, value, set };
}
