import { A } from '@solidjs/router';
import { For, Show } from 'solid-js';
import { PageHeader } from '../components/frame/PageHeader.tsx';
import { createThreadList } from '../components/threads/thread-list.ts';
import { ThreadCard } from '../components/threads/ThreadCard.tsx';
import { useStores } from '../stores/context.tsx';
import { Button } from '../ui/Button.tsx';
import { Empty } from '../ui/Empty.tsx';
import { moveFocus } from '../ui/roving.ts';

/** The threads that I follow, in all of my conversations, newest activity first. */
export function Threads() {
  const list = createThreadList(useStores());
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
