import { type Accessor, createMemo, createSignal, untrack } from 'solid-js';
import type { Message } from '../../protocol/chat.ts';
import type { PageDirection } from './chat-model.ts';
import type { PendingMessage, Timeline, TimelineItem } from './contract.ts';
import type { Window } from './window.ts';

/** What the messages of a timeline come from: a conversation, or a thread in it. */
export interface TimelineSource {
  seen(): Seen | undefined;
  /** Rejects with ParleyError. */
  load(direction: PageDirection, anchor?: number): Promise<void>;
  /** Nobody looks at it any more. */
  trim(): void;
}

export interface Seen {
  readonly window: Window | null;
  /** The highest change number that was heard of. */
  readonly known: number;
  readonly lastNumber: number;
}

export interface TimelineDeps extends Pick<Timeline, 'receipt' | 'readBy' | 'markRead'> {
  readonly source: TimelineSource;
  readonly pending: Accessor<readonly PendingMessage[]>;
  /** The last number that is not new to the user; null where nothing is. */
  readNumber(): number | null;
  /** Brings a window from the local copy into the model, if there is one. */
  restore(): Promise<void>;
  isConnected(): boolean;
  /** This page is in front of the user's eyes. */
  isVisible(): boolean;
  /** Somebody looks at it who did not before. */
  onEnter?(): void;
}

export interface OwnedTimeline extends Timeline {
  /** The model holds another state of this conversation. */
  refresh(): void;
  /** A component shows it from now on; the last one to leave lets the line of new messages be drawn anew. */
  enter(): void;
  leave(): void;
  isShown(): boolean;
  /** Where the line of new messages stands from now on: after this number. */
  drawLine(number: number): void;
  /** Loads what is missing for being shown: at the first look, and after each welcome. */
  fill(): Promise<void>;
}

export function createTimeline(deps: TimelineDeps): OwnedTimeline {
  const { source } = deps;
  const [seen, setSeen] = createSignal(source.seen());
  const [hasFailed, setFailed] = createSignal(false);
  const [newSince, setNewSince] = createSignal<number | null>(null);
  const shown = makeShownCount(() => source.trim());
  const moves = makeMoves(deps, setFailed);

  const window = createMemo(() => seen()?.window ?? null);
  const hasAfter = createMemo(() => isShort(seen()));
  const drawNewLine = () => untrack(() => deps.readNumber());
  const fill = async () => {
    // What came while there was no connection is new to the user too.
    setNewSince((before) => before ?? drawNewLine());
    await moves.fillWindow();
  };

  return {
    ...moves,
    items: createItems(() => window()?.messages ?? [], deps.pending),
    hasAfter,
    newSince,
    fill,
    state: createMemo(() => (window() ? 'ready' : hasFailed() ? 'failed' : 'loading')),
    hasBefore: createMemo(() => (window()?.messages[0]?.number ?? 1) > 1),
    markRead: deps.markRead,
    receipt: deps.receipt,
    readBy: deps.readBy,
    drawLine: setNewSince,
    refresh() {
      setSeen(source.seen());
      // Read marks stand still while nobody looks: the line moves to where the user looked away.
      if (shown.is() && !deps.isVisible()) setNewSince((before) => drawNewLine() ?? before);
    },
    isShown: shown.is,
    leave: shown.leave,
    enter() {
      if (!shown.enter()) return;
      setNewSince(drawNewLine());
      setFailed(false);
      deps.onEnter?.();
      void (isShort(source.seen()) ? moves.jumpToNewest() : fill());
    },
  };
}

/** None of them rejects: what is shown stays, and where nothing is, the page says so and offers to try again. */
function makeMoves({ source, restore, isConnected }: TimelineDeps, setFailed: (failed: boolean) => void) {
  const load = async (direction: PageDirection, anchor?: number) => {
    try {
      await source.load(direction, anchor);
      setFailed(false);
    } catch {
      setFailed(!source.seen()?.window);
    }
  };
  const edge = (place: 0 | -1) => source.seen()?.window?.messages.at(place)?.number ?? 0;
  const isEmpty = () => !source.seen()?.window;
  return {
    async loadBefore() {
      if (edge(0) > 1) await load('before', edge(0));
    },
    async loadAfter() {
      if (isShort(source.seen())) await load('after', edge(-1));
    },
    async jumpTo(number: number) {
      if (isEmpty() || edge(0) > number || edge(-1) < number) await load('around', number);
    },
    async jumpToNewest() {
      if (isEmpty() || isShort(source.seen())) await load('newest');
    },
    async fillWindow() {
      if (isEmpty()) await restore();
      if (isEmpty() && isConnected()) await load('newest');
    },
  };
}

/** The user went back, and there are messages after the end of the window. One that is catching up is not short. */
function isShort(seen: Seen | undefined): boolean {
  if (!seen?.window || seen.window.change < seen.known) return false;
  return (seen.window.messages.at(-1)?.number ?? 0) < seen.lastNumber;
}

/** A component that is made anew in the same turn leaves and enters: that is no departure. */
function makeShownCount(onDeparture: () => void) {
  let count = 0;
  let isShown = false;
  return {
    is: () => isShown,
    /** Answers whether it was not shown before. */
    enter() {
      count += 1;
      const isFirst = !isShown;
      isShown = true;
      return isFirst;
    },
    leave() {
      count -= 1;
      queueMicrotask(() => {
        if (count > 0 || !isShown) return;
        isShown = false;
        onDeparture();
      });
    },
  };
}

/** Rows keep their identity as long as their content does, so that lists built on them keep their elements. */
function createItems(
  messages: Accessor<readonly Message[]>,
  pending: Accessor<readonly PendingMessage[]>,
): Accessor<TimelineItem[]> {
  const rows = new WeakMap<object, TimelineItem>();
  const rowOf = <T extends object>(value: T, make: (value: T) => TimelineItem) => {
    const row = rows.get(value) ?? make(value);
    rows.set(value, row);
    return row;
  };
  return createMemo(() => {
    const sent = messages().map((value) => rowOf(value, (message) => ({ kind: 'message', message })));
    const arrived = new Set(messages().map(({ clientId }) => clientId));
    const waiting = pending().filter(({ clientId }) => !arrived.has(clientId));
    return [...sent, ...waiting.map((value) => rowOf(value, (one) => ({ kind: 'pending', pending: one })))];
  });
}
