import {
  createEffect,
  createMemo,
  createSignal,
  For,
  lazy,
  Match,
  on,
  Show,
  Suspense,
  Switch,
} from 'solid-js';
import type { Conversation, FileInfo } from '../../../protocol/chat.ts';
import type { Timeline as Shown } from '../../stores/contract.ts';
import { useStores } from '../../stores/context.tsx';
import { Button } from '../../ui/Button.tsx';
import { createKeyed } from '../../ui/keyed.ts';
import { useDesk } from '../message/desk.ts';
import { MentionsContext } from '../text/mentions.ts';
import { createAttention } from './attention.ts';
import { Beginning } from './Beginning.tsx';
import { FirstNewButton, NewestButton } from './JumpButtons.tsx';
import { jumpToLine } from './jump.ts';
import { createTimelineKeys } from './keys.ts';
import { createNames } from './names.ts';
import { readersByNumber, rowsOf, sameRow } from './rows.ts';
import { createTimelineScroll } from './scroll.ts';
import { TimelineRow } from './TimelineRow.tsx';

const ImageViewer = lazy(async () => ({ default: (await import('./ImageViewer.tsx')).ImageViewer }));

interface View {
  readonly files: readonly FileInfo[];
  readonly at: number;
}

export function Timeline(props: { conversation: Conversation }) {
  const { conversations } = useStores();
  const timeline = createMemo(() => conversations.timeline(props.conversation.id));
  const [viewed, setViewed] = createSignal<View | null>(null);
  return (
    <MentionsContext.Provider value={createNames(() => props.conversation)}>
      <div class="relative flex min-h-0 flex-1 flex-col">
        <Log conversation={props.conversation} timeline={timeline()} onView={setViewed} />
        <Show when={viewed()}>
          {(view) => (
            <Suspense>
              <ImageViewer files={view().files} at={view().at} onClose={() => setViewed(null)} />
            </Suspense>
          )}
        </Show>
      </div>
    </MentionsContext.Provider>
  );
}

interface LogProps {
  conversation: Conversation;
  timeline: Shown;
  onView: (view: View) => void;
}

function Log(props: LogProps) {
  const desk = useDesk();
  const rows = createLogRows(props);
  let scroller!: HTMLDivElement;
  let column!: HTMLDivElement;
  const scroll = createTimelineScroll({
    scroller: () => scroller,
    column: () => column,
    timeline: () => props.timeline,
    rows: rows.rows,
  });
  const { isActive, ...attention } = createAttention(rows);
  createEffect(
    on(desk.target, (target) => target && void jumpToLine(props.timeline, target.number, () => scroller)),
  );
  return (
    <>
      <FirstNewButton timeline={props.timeline} onJumped={() => scroll.toFirstNew()} />
      <div
        ref={scroller}
        class="timeline quiet-scroll ring-inset"
        role="log"
        aria-label="Messages"
        aria-live="off"
        tabindex="0"
        onScroll={() => scroll.onScroll()}
        onKeyDown={createTimelineKeys(rows.messageOf)}
      >
        <div ref={column} class="timeline-column" {...attention}>
          <Top conversation={props.conversation} />
          <For each={rows.rows()}>
            {(row) => (
              <TimelineRow
                row={row.value()}
                conversation={props.conversation}
                timeline={props.timeline}
                readers={rows.readers()}
                isActive={isActive}
                onView={(files, at) => props.onView({ files, at })}
              />
            )}
          </For>
        </div>
      </div>
      <NewestButton
        conversationId={props.conversation.id}
        shown={!scroll.atBottom() && props.timeline.state() === 'ready'}
        onJump={() => void props.timeline.jumpToNewest().then(scroll.toBottom)}
      />
    </>
  );
}

function createLogRows(props: LogProps) {
  const { session } = useStores();
  const meId = () => session.me()?.id ?? '';
  const items = () => props.timeline.items();
  const rows = createKeyed(
    () => rowsOf(items(), meId(), props.timeline.newSince()),
    (row) => row.key,
    sameRow,
  );
  return {
    rows,
    readers: createMemo(() => readersByNumber(items(), props.conversation.members, meId())),
    messageOf(id: string) {
      const found = items().find((item) => item.kind === 'message' && item.message.id === id);
      return found?.kind === 'message' ? found.message : undefined;
    },
  };
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
