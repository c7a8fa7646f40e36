import { type Accessor, createMemo, createSignal, untrack } from 'solid-js';
import type { Conversation, Message } from '../../protocol/chat.ts';
import type { ConversationId, UserId } from '../../protocol/ids.ts';
import { reachesNewest, type Tracked } from './apply.ts';
import type { ChatModel, PageDirection } from './chat-model.ts';
import type { PendingMessage, Timeline, TimelineItem } from './contract.ts';
import { readersOf, readNumberOf, receiptOf } from './receipts.ts';

export interface TimelineDeps {
  readonly id: ConversationId;
  readonly model: ChatModel;
  readonly myId: () => UserId | undefined;
  /** Fine-grained: who reads it hears of marks and members, not of messages. */
  readonly conversation: () => Conversation | undefined;
  readonly pending: Accessor<readonly PendingMessage[]>;
  /** Brings a window from the local copy into the model, if there is one. */
  restore(): Promise<void>;
  isConnected(): boolean;
  /** This page is in front of the user's eyes. */
  isVisible(): boolean;
  markRead(number: number): void;
}

export interface OwnedTimeline extends Timeline {
  /** The model holds another state of this conversation. */
  refresh(): void;
  /** A component shows it from now on; the last one to leave lets the line of new messages be drawn anew. */
  enter(): void;
  leave(): void;
  isShown(): boolean;
  /** Loads what is missing for being shown: at the first look, and after each welcome. */
  fill(): Promise<void>;
}

export function createTimeline(deps: TimelineDeps): OwnedTimeline {
  const { id, model } = deps;
  const [tracked, setTracked] = createSignal(model.get(id));
  const [hasFailed, setFailed] = createSignal(false);
  const [newSince, setNewSince] = createSignal<number | null>(null);
  const shown = makeShownCount(() => model.trim(id));
  const moves = makeMoves(deps, setFailed);

  const window = createMemo(() => tracked()?.window ?? null);
  const hasAfter = createMemo(() => isShort(tracked()));
  const drawNewLine = () => {
    const conversation = untrack(deps.conversation);
    return conversation ? newSinceOf(conversation, untrack(deps.myId)) : null;
  };
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
    receipt: (message) => read(deps.conversation, (it) => receiptOf(it, message)) ?? 'sent',
    readBy: (message) => read(deps.conversation, (it) => readersOf(it, message)) ?? [],
    refresh() {
      setTracked(model.get(id));
      // Read marks stand still while nobody looks: the line moves to where the user looked away.
      if (shown.is() && !deps.isVisible()) setNewSince((before) => drawNewLine() ?? before);
    },
    isShown: shown.is,
    leave: shown.leave,
    enter() {
      if (!shown.enter()) return;
      setNewSince(drawNewLine());
      setFailed(false);
      void (isShort(model.get(id)) ? moves.jumpToNewest() : fill());
    },
  };
}

/** None of them rejects: what is shown stays, and where nothing is, the page says so and offers to try again. */
function makeMoves({ id, model, restore, isConnected }: TimelineDeps, setFailed: (failed: boolean) => void) {
  const load = async (direction: PageDirection, anchor?: number) => {
    try {
      await model.load(id, direction, anchor);
      setFailed(false);
    } catch {
      setFailed(!model.get(id)?.window);
    }
  };
  const edge = (place: 0 | -1) => model.get(id)?.window?.messages.at(place)?.number ?? 0;
  const isEmpty = () => !model.get(id)?.window;
  return {
    async loadBefore() {
      if (edge(0) > 1) await load('before', edge(0));
    },
    async loadAfter() {
      if (isShort(model.get(id))) await load('after', edge(-1));
    },
    async jumpTo(number: number) {
      if (isEmpty() || edge(0) > number || edge(-1) < number) await load('around', number);
    },
    async jumpToNewest() {
      if (isEmpty() || isShort(model.get(id))) await load('newest');
    },
    async fillWindow() {
      if (isEmpty()) await restore();
      if (isEmpty() && isConnected()) await load('newest');
    },
  };
}

const read = <T>(source: () => Conversation | undefined, of: (conversation: Conversation) => T) => {
  const conversation = source();
  return conversation && of(conversation);
};

/** The user went back, and there are messages after the end of the window. One that is catching up is not short. */
function isShort(tracked: Tracked | undefined): boolean {
  if (!tracked?.window || tracked.window.change < tracked.known) return false;
  return !reachesNewest(tracked);
}

function newSinceOf(conversation: Conversation, me: UserId | undefined): number | null {
  const readNumber = readNumberOf(conversation, me);
  return readNumber < conversation.lastNumber ? readNumber : null;
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
