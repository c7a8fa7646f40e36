import { type Accessor, createEffect, createSignal, on, onCleanup } from 'solid-js';
import type { PublicGroup } from '../../api/api.ts';
import { useStores } from '../../stores/context.tsx';
import { wordsFor } from '../../ui/words.ts';

/** Long enough to spare the server most letters of a name, short enough not to be felt. */
const PAUSE_MS = 150;
/** The server answers so many at once: after a full page there may be more. */
const PAGE = 50;

/** Public groups by `text`, a page at a time. The answer to an older text never wins. */
export function createGroupSearch(text: Accessor<string>) {
  const { conversations } = useStores();
  const [found, setFound] = createSignal<readonly PublicGroup[] | undefined>();
  const [hasMore, setHasMore] = createSignal(false);
  const [busy, setBusy] = createSignal(false);
  const [problem, setProblem] = createSignal<string | null>(null);
  let asked = 0;
  const ask = async (known: readonly PublicGroup[]) => {
    asked += 1;
    const turn = asked;
    setBusy(true);
    try {
      const page = await conversations.browse({ text: text().trim(), offset: known.length });
      if (turn !== asked) return;
      const ids = new Set(known.map((group) => group.id));
      setFound([...known, ...page.filter((group) => !ids.has(group.id))]);
      setHasMore(page.length === PAGE);
      setProblem(null);
    } catch (error) {
      if (turn === asked) setProblem(wordsFor(error));
    } finally {
      if (turn === asked) setBusy(false);
    }
  };
  createEffect(
    on(text, (_, before) => {
      const timer = setTimeout(() => void ask([]), before === undefined ? 0 : PAUSE_MS);
      onCleanup(() => clearTimeout(timer));
    }),
  );
  return { found, hasMore, busy, problem, more: () => void ask(found() ?? []) };
}
