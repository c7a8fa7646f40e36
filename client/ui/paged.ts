import { type Accessor, createEffect, createSignal, on, onCleanup } from 'solid-js';
import { wordsFor } from './words.ts';

/** Long enough to spare the server most letters of a name, short enough not to be felt. */
const PAUSE_MS = 150;
/** The server answers so many at once: after a full page there may be more. */
const PAGE = 50;

interface PagedInput<Q, T> {
  readonly query: Accessor<Q>;
  /** The page after those that are known. */
  readonly load: (query: Q, known: readonly T[]) => Promise<readonly T[]>;
  readonly idOf: (item: T) => string;
}

/** What fits a query, a page at a time. The answer to an older query never wins. */
export function createPaged<Q, T>({ query, load, idOf }: PagedInput<Q, T>) {
  const [found, setFound] = createSignal<readonly T[] | undefined>();
  const [hasMore, setHasMore] = createSignal(false);
  const [busy, setBusy] = createSignal(false);
  const [problem, setProblem] = createSignal<string | null>(null);
  let asked = 0;
  const ask = async (known: readonly T[]) => {
    asked += 1;
    const turn = asked;
    setBusy(true);
    try {
      const page = await load(query(), known);
      if (turn !== asked) return;
      const ids = new Set(known.map(idOf));
      setFound([...known, ...page.filter((item) => !ids.has(idOf(item)))]);
      setHasMore(page.length === PAGE);
      setProblem(null);
    } catch (error) {
      if (turn === asked) setProblem(wordsFor(error));
    } finally {
      if (turn === asked) setBusy(false);
    }
  };
  createEffect(
    on(query, (_, before) => {
      const timer = setTimeout(() => void ask([]), before === undefined ? 0 : PAUSE_MS);
      onCleanup(() => clearTimeout(timer));
    }),
  );
  return { found, hasMore, busy, problem, more: () => void ask(found() ?? []), again: () => ask([]) };
}
