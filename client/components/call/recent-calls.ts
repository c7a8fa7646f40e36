import { createEffect, createSignal, on, onCleanup } from 'solid-js';
import type { Clock } from '../../clock.ts';
import type { RecentCall } from './call-line.ts';

export interface RecentCallsDeps {
  /** The newest ones, or those before a moment; newest first. */
  readonly read: (before?: number) => Promise<readonly RecentCall[]>;
  readonly isOnline: () => boolean;
  /** Ids of the calls that run. */
  readonly running: () => readonly string[];
  readonly clock: Pick<Clock, 'after'>;
}

/** A call is told to be over a moment before that is written down. */
const AGAIN_MS = 1_000;
const TRIES = 5;

/** The calls that were, kept true: read anew when the server is back and when a call ends. */
export function createRecentCalls({ read, isOnline, running, clock }: RecentCallsDeps) {
  const [calls, setCalls] = createSignal<readonly RecentCall[]>();
  const [hasMore, setMore] = createSignal(false);
  const [problem, setProblem] = createSignal<unknown>(null);
  let cancel: () => void = () => undefined;
  onCleanup(() => cancel());

  const attempt = async (load: () => Promise<void>) => {
    try {
      await load();
      setProblem(null);
    } catch (error) {
      setProblem(() => error);
    }
  };
  const isBehind = (fresh: readonly RecentCall[]) =>
    isOnline() && fresh.some(({ id, endedAt }) => endedAt === null && !running().includes(id));
  const loadNewest = (tries = TRIES) =>
    attempt(async () => {
      cancel();
      const newest = await read();
      const known = calls() ?? [];
      const fresh = newest.map((one) => sameOf(known, one));
      const joint = known.findIndex(({ id }) => id === fresh.at(-1)?.id);
      setCalls(joint < 0 ? fresh : [...fresh, ...known.slice(joint + 1)]);
      if (joint < 0) setMore(fresh.length > 0);
      if (tries > 1 && isBehind(fresh)) cancel = clock.after(AGAIN_MS, () => void loadNewest(tries - 1));
    });
  const loadOlder = () =>
    attempt(async () => {
      const before = calls()?.at(-1)?.startedAt;
      const older = await read(before);
      setCalls((known = []) => [...known, ...older.filter(({ id }) => known.every((one) => one.id !== id))]);
      setMore(older.length > 0);
    });

  void loadNewest();
  createEffect(on(isOnline, (online) => void (online && loadNewest()), { defer: true }));
  createEffect(
    on(running, (now, before = []) => {
      if (before.some((id) => !now.includes(id))) void loadNewest();
    }),
  );
  return { calls, hasMore, problem, loadNewest: () => loadNewest(), loadOlder };
}

/** What is as it was stays the same row, with the focus that may be on it. */
function sameOf(known: readonly RecentCall[], fresh: RecentCall): RecentCall {
  const same = known.find(({ id }) => id === fresh.id);
  return same && JSON.stringify(same) === JSON.stringify(fresh) ? same : fresh;
}
