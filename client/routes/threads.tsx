import { A } from '@solidjs/router';
import { createEffect, createResource, createSignal, For, on, onCleanup, Show } from 'solid-js';
import type { FollowedThreads } from '../api/api.ts';
import { PageHeader } from '../components/frame/PageHeader.tsx';
import { ThreadCard } from '../components/threads/ThreadCard.tsx';
import { useStores } from '../stores/context.tsx';
import { Button } from '../ui/Button.tsx';
import { Empty } from '../ui/Empty.tsx';
import { moveFocus } from '../ui/roving.ts';
import { wordsFor } from '../ui/words.ts';

/** Replies come in bursts: the list is read again at the end of one. */
const PAUSE_MS = 400;

/** The threads that I follow, in all of my conversations, newest activity first. */
export function Threads() {
  const list = createThreadList();
  return (
    <>
      <PageHeader back="/">
        <h1 class="min-w-0 flex-1 truncate px-1 text-15 font-semibold">Threads</h1>
      </PageHeader>
      <div class="quiet-scroll flex min-h-0 flex-1 flex-col overflow-y-auto">
        <Show when={list.problem()}>{(words) => <p class="px-5 py-6 text-14 text-muted">{words()}</p>}</Show>
        <Show when={list.shown()}>
          {(shown) => (
            <Show when={shown().threads.length > 0} fallback={<NoThreads />}>
              <ul
                class="mx-auto w-full max-w-[calc(var(--measure)+24px)] px-3 py-4"
                onKeyDown={(event) => moveFocus(event, event.currentTarget)}
              >
                <For each={shown().threads}>{(thread) => <ThreadCard thread={thread} />}</For>
              </ul>
            </Show>
          )}
        </Show>
        <Show when={list.shown()?.next}>
          <Button class="mx-auto mb-8" busy={list.busy()} onClick={() => void list.more()}>
            Older threads
          </Button>
        </Show>
      </div>
    </>
  );
}

function NoThreads() {
  return (
    <Empty text="Threads that you write in, begin or are named in will stand here.">
      <A href="/" class="button" data-kind="plain">
        To your conversations
      </A>
    </Empty>
  );
}

/** What stands shows until what is newer came. */
function createThreadList() {
  const { threads, session } = useStores();
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
      } finally {
        setBusy(false);
      }
    },
  };
}
