import { createMemo, createSignal, For, lazy, Match, Show, Suspense, Switch } from 'solid-js';
import type { Conversation, FileInfo } from '../../../protocol/chat.ts';
import { useStores } from '../../stores/context.tsx';
import { Button } from '../../ui/Button.tsx';
import { createKeyed } from '../../ui/keyed.ts';
import { Announcer } from './Announcer.tsx';
import { Beginning } from './Beginning.tsx';
import { FirstNewButton, NewestButton } from './JumpButtons.tsx';
import { readersByNumber, rowsOf, sameRow } from './rows.ts';
import { createTimelineScroll } from './scroll.ts';
import { TimelineRow } from './TimelineRow.tsx';

const ImageViewer = lazy(async () => ({ default: (await import('./ImageViewer.tsx')).ImageViewer }));

export function Timeline(props: { conversation: Conversation }) {
  const { conversations, session } = useStores();
  const meId = () => session.me()?.id ?? '';
  const timeline = createMemo(() => conversations.timeline(props.conversation.id));
  const rows = createKeyed(
    () => rowsOf(timeline().items(), meId(), timeline().newSince()),
    (row) => row.key,
    sameRow,
  );
  const readers = createMemo(() => readersByNumber(timeline().items(), props.conversation.members, meId()));
  const [viewed, setViewed] = createSignal<{ files: readonly FileInfo[]; at: number } | null>(null);
  let scroller!: HTMLDivElement;
  let column!: HTMLDivElement;
  const scroll = createTimelineScroll({ scroller: () => scroller, column: () => column, timeline, rows });
  return (
    <div class="relative flex min-h-0 flex-1 flex-col">
      <FirstNewButton timeline={timeline()} onJumped={() => scroll.toFirstNew()} />
      <div
        ref={scroller}
        class="timeline quiet-scroll ring-inset"
        role="log"
        aria-label="Messages"
        aria-live="off"
        tabindex="0"
        onScroll={() => scroll.onScroll()}
      >
        <div ref={column} class="timeline-column">
          <Top conversation={props.conversation} />
          <For each={rows()}>
            {(row) => (
              <TimelineRow
                row={row.value()}
                conversation={props.conversation}
                timeline={timeline()}
                readers={readers()}
                onView={(files, at) => setViewed({ files, at })}
              />
            )}
          </For>
        </div>
      </div>
      <NewestButton
        conversationId={props.conversation.id}
        shown={!scroll.atBottom() && timeline().state() === 'ready'}
        onJump={() => void timeline().jumpToNewest().then(scroll.toBottom)}
      />
      <Announcer rows={rows()} />
      <Show when={viewed()}>
        {(view) => (
          <Suspense>
            <ImageViewer files={view().files} at={view().at} onClose={() => setViewed(null)} />
          </Suspense>
        )}
      </Show>
    </div>
  );
}

/** What stands above the oldest line that is loaded. */
function Top(props: { conversation: Conversation }) {
  const { conversations } = useStores();
  const timeline = createMemo(() => conversations.timeline(props.conversation.id));
  return (
    <Switch>
      <Match when={timeline().state() === 'failed'}>
        <div class="flex flex-col items-center gap-3 py-10 text-center text-14 text-muted">
          <p>The messages could not be loaded.</p>
          <Button onClick={() => void timeline().jumpToNewest()}>Try again</Button>
        </div>
      </Match>
      <Match when={timeline().state() === 'loading' || timeline().hasBefore()}>
        <p class="late py-6 text-center text-13 text-muted">Loading messages</p>
      </Match>
      <Match when={true}>
        <Beginning conversation={props.conversation} />
      </Match>
    </Switch>
  );
}
