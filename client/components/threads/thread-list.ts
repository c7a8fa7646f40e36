import { createEffect, createResource, createSignal, on, onCleanup } from 'solid-js';
import type { FollowedThreads } from '../../api/api.ts';
import type { Stores } from '../../stores/contract.ts';
import { wordsFor } from '../../ui/words.ts';

/** Replies come in bursts: the list is read again at the end of one. */
const PAUSE_MS = 400;

/** What stands shows until what is newer came. */
export function createThreadList({
  threads,
  session,
  toasts,
}: Pick<Stores, 'threads' | 'session' | 'toasts'>) {
  const [older, setOlder] = createSignal<FollowedThreads | null>(null);
  const [busy, setBusy] = createSignal(false);
  const [turn, setTurn] = createSignal(0);
  const [newest] = createResource(turn, () => threads.list());
  createEffect(
    on(
      [threads.version, () => session.connection().state],
      () => {
        const timer = setTimeout(() => setTurn((before) => before + 1), PAUSE_MS);
        onCleanup(() => clearTimeout(timer));
      },
      { defer: true },
    ),
  );
  const shown = (): FollowedThreads | undefined => {
    const first = newest.error ? undefined : newest.latest;
    const rest = older();
    if (!first || !rest) return first;
    const known = new Set(first.threads.map(({ root }) => root.id));
    return {
      threads: [...first.threads, ...rest.threads.filter(({ root }) => !known.has(root.id))],
      next: rest.next,
    };
  };
  return {
    shown,
    busy,
    problem: () => (newest.error ? wordsFor(newest.error) : null),
    async more() {
      const before = shown()?.next;
      if (!before || busy()) return;
      setBusy(true);
      try {
        const page = await threads.list(before);
        setOlder((known) => ({ threads: [...(known?.threads ?? []), ...page.threads], next: page.next }));
      } catch (error) {
        toasts.show('problem', wordsFor(error));
      } finally {
        setBusy(false);
      }
    },
  };
}
