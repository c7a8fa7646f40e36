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
import { RepliesLine } from '../threads/RepliesLine.tsx';
import { createAttention } from './attention.ts';
import { Beginning } from './Beginning.tsx';
import { createBuiltRows } from './built-rows.ts';
import { FirstNewButton, NewestButton } from './JumpButtons.tsx';
import { jumpToLine } from './jump.ts';
import { createTimelineKeys } from './keys.ts';
import { lineView } from './line-view.tsx';
import { createLines } from './lines.ts';
import { createNames } from './names.ts';
import type { Around } from './row-props.ts';
import { readersByNumber, rootRowsOf, type Row, rowsOf, sameRow, withoutDayOf } from './rows.ts';
import { createTimelineScroll } from './scroll.ts';

const FileViewer = lazy(async () => ({ default: (await import('../viewer/FileViewer.tsx')).FileViewer }));

interface View {
  readonly files: readonly FileInfo[];
  readonly at: number;
}

/** Of a conversation, or of the thread that hangs on a message of it. */
export function Timeline(props: { conversation: Conversation; rootId?: string }) {
  const { conversations } = useStores();
  const timeline = createMemo(() => conversations.timeline(props.conversation.id, props.rootId));
  const [viewed, setViewed] = createSignal<View | null>(null);
  return (
    <MentionsContext.Provider value={createNames(() => props.conversation)}>
      <div class="relative flex min-h-0 flex-1 flex-col">
        <Log
          conversation={props.conversation}
          rootId={props.rootId ?? null}
          timeline={timeline()}
          onView={setViewed}
        />
        <Show when={viewed()}>
          {(view) => (
            <Suspense>
              <FileViewer files={view().files} at={view().at} onClose={() => setViewed(null)} />
            </Suspense>
          )}
        </Show>
      </div>
    </MentionsContext.Provider>
  );
}

interface LogProps {
  conversation: Conversation;
  rootId: string | null;
  timeline: Shown;
  onView: (view: View) => void;
}

function Log(props: LogProps) {
  const rows = createLogRows(props);
  const { built, isPart, buildAll } = createBuiltRows(rows.rows, () => props.timeline.newSince() !== null);
  let scroller!: HTMLDivElement;
  let column!: HTMLDivElement;
  const scroll = createTimelineScroll({
    scroller: () => scroller,
    column: () => column,
    timeline: () => props.timeline,
    rows: rows.rows,
    isPart,
    buildAll,
  });
  const { isActive, ...attention } = createAttention(rows);
  const around = createAround(props, rows.readers, isActive);
  const isSeenAt = (number: number) => around.readersAt(number) !== undefined;
  const root = createLines(rows.root, isSeenAt);
  const lines = createLines(built, isSeenAt);
  const unread = createUnread(props);
  const onKey = createTimelineKeys(rows.messageOf);
  createLeading((number) => {
    buildAll();
    void jumpToLine(props.timeline, number, () => scroller);
  });
  return (
    <>
      <FirstNewButton timeline={props.timeline} onJumped={() => scroll.toFirstNew()} />
      <div
        ref={scroller}
        class="timeline quiet-scroll ring-inset"
        role="log"
        aria-label={props.rootId === null ? 'Messages' : 'Replies'}
        aria-live="off"
        tabindex="0"
        onScroll={() => scroll.onScroll()}
        onKeyDown={(event) => {
          buildAll();
          onKey(event);
        }}
      >
        <div ref={column} class="timeline-column" {...attention}>
          <For each={root()}>{(line) => lineView(line, around)}</For>
          <Show when={!isPart()}>
            <Top conversation={props.conversation} rootId={props.rootId} timeline={props.timeline} />
          </Show>
          <For each={lines()}>{(line) => lineView(line, around)}</For>
        </div>
      </div>
      <NewestButton
        unread={unread()}
        shown={!scroll.atBottom() && props.timeline.state() === 'ready'}
        onJump={() => void props.timeline.jumpToNewest().then(scroll.toBottom)}
      />
    </>
  );
}

function createLeading(lead: (number: number) => void): void {
  const desk = useDesk();
  createEffect(
    on(desk.target, (target) => {
      if (target === null) return;
      desk.taken();
      lead(target);
    }),
  );
}

/** What every row is given beside itself. */
function createAround(
  props: LogProps,
  readers: () => ReadonlyMap<number, string[]>,
  isActive: Around['isActive'],
): Around {
  return {
    get conversation() {
      return props.conversation;
    },
    get timeline() {
      return props.timeline;
    },
    readersAt: (number) => (props.conversation.kind === 'group' ? readers().get(number) : undefined),
    isActive,
    onView: (files, at) => props.onView({ files, at }),
  };
}

function createUnread(props: LogProps) {
  const { conversations, threads } = useStores();
  return () => {
    if (props.rootId === null) return conversations.unread(props.conversation.id);
    const follow = threads.follow(props.rootId);
    return follow ? Math.max(0, follow.lastNumber - follow.readNumber) : 0;
  };
}

const NOBODY: ReadonlyMap<number, string[]> = new Map();

function createLogRows(props: LogProps) {
  const { session, threads } = useStores();
  const meId = () => session.me()?.id ?? '';
  const items = () => props.timeline.items();
  const root = createMemo(() =>
    props.rootId === null ? undefined : threads.root(props.conversation.id, props.rootId),
  );
  const keyed = (rows: () => Row[]) => createKeyed(rows, (row) => row.key, sameRow);
  return {
    rows: keyed(() => withoutDayOf(root(), rowsOf(items(), meId(), props.timeline.newSince()))),
    /** None in a conversation. */
    root: keyed(() => {
      const message = root();
      return message ? rootRowsOf(message, meId()) : [];
    }),
    readers: createMemo(() =>
      props.rootId === null ? readersByNumber(items(), props.conversation.members, meId()) : NOBODY,
    ),
    messageOf(id: string) {
      const found = items().find((item) => item.kind === 'message' && item.message.id === id);
      return found?.kind === 'message' ? found.message : id === root()?.id ? root() : undefined;
    },
  };
}

interface TopProps {
  conversation: Conversation;
  rootId: string | null;
  timeline: Shown;
}

/** What stands above the oldest line that is loaded. */
function Top(props: TopProps) {
  return (
    <Switch>
      <Match when={props.timeline.state() === 'failed'}>
        <div class="flex flex-col items-center gap-3 py-10 text-center text-14 text-muted">
          <p>The messages could not be loaded.</p>
          <Button onClick={() => void props.timeline.jumpToNewest()}>Try again</Button>
        </div>
      </Match>
      <Match when={props.timeline.state() === 'loading' || props.timeline.hasBefore()}>
        <p class="late py-6 text-center text-13 text-muted">Loading messages</p>
      </Match>
      <Match when={props.rootId} keyed>
        {(rootId) => <RepliesLine conversationId={props.conversation.id} rootId={rootId} />}
      </Match>
      <Match when={true}>
        <Beginning conversation={props.conversation} />
      </Match>
    </Switch>
  );
}
