import { batch } from 'solid-js';
import { createStore } from 'solid-js/store';
import type { Message, MessageRules, User } from '../../protocol/chat.ts';
import type { DownEvent } from '../../protocol/down.ts';
import type { ConversationId, UserId } from '../../protocol/ids.ts';
import type { Api } from '../api/api.ts';
import type { Socket } from '../socket/socket.ts';
import type { Account, AccountDeps } from './account.ts';
import { ChatModel } from './chat-model.ts';
import { MarkSender } from './mark-sender.ts';
import type { Page } from './page.ts';
import { createPending } from './pending.ts';
import { Reading } from './reading.ts';
import { createRows, type Rows } from './rows.ts';
import { makeLeaving } from './leaving.ts';
import { createThreadTimelines, type ThreadTimelines } from './thread-timelines.ts';
import { conversationSource, withReceipts } from './timeline-sources.ts';
import { createTimelines } from './timelines.ts';
import { TypingNotices, TypingPeople } from './typing.ts';

export interface ChatDeps extends Pick<AccountDeps, 'clock' | 'cache' | 'makeOutbox' | 'people'> {
  readonly api: Api;
  readonly socket: Socket;
  readonly page: Page;
  readonly me: () => User | null | undefined;
  readonly rules: () => MessageRules;
  readonly showsReads: () => boolean;
}

/** Who is signed in changes; what shows the conversations does not. */
export interface CurrentAccount {
  account: Account | null;
}

/** The parts of the conversations store and how they hear of each other: the model tells, the rest shows. */
export function createChat(deps: ChatDeps, current: CurrentAccount) {
  const { socket, clock, page } = deps;
  const model = new ChatModel(socket, clock);
  const rows = createRows();
  const pending = createPending();
  const reading = new Reading(model, new MarkSender(socket, clock), page, () => deps.me()?.id);
  const [typing, setTyping] = createStore<Record<ConversationId, UserId[]>>({});
  const typingPeople = new TypingPeople(clock, (id, who) => setTyping(id, who));
  const typingNotices = new TypingNotices(socket, clock);
  const isConnected = () => socket.state.state === 'open';
  const timelines = createTimelines((id) => ({
    ...withReceipts(
      conversationSource(model, id, { conversation: () => rows.get(id), myId: () => deps.me()?.id }),
      deps.showsReads,
    ),
    pending: pending.of(id),
    restore: async () => {
      const window = await current.account?.cache.window(id);
      if (window) model.restoreWindow(id, window);
    },
    isConnected,
    isVisible: () => page.isVisible(),
    markRead: (number) => reading.read(id, number),
    onEnter: () => leaving.end(id),
  }));
  const leaving = makeLeaving(socket, model, timelines);
  const threads = createThreadTimelines({ socket, clock, page, model, pending, isConnected });
  const shown = { model, rows, pending, reading, typing, typingPeople, typingNotices };
  const parts = { ...shown, timelines, threads, leaving };
  const stops = [
    model.onChange((ids) => show(parts, current, ids, isConnected())),
    page.onVisible(() => {
      reading.look();
      threads.look();
    }),
    page.onHide(() => void current.account?.cache.save()),
  ];

  return {
    ...parts,
    hear: (event: DownEvent) => hear(parts, current, event, deps.me()?.id),
    /** This user wrote it, so what stands above it was read. */
    acknowledged(message: Message) {
      model.learn(message);
      if (message.threadRootId !== null) return threads.read(message.threadRootId, message.number);
      reading.read(message.conversationId, message.number);
      leaving.end(message.conversationId);
    },
    clear() {
      for (const part of [model, timelines, threads, leaving, typingPeople, typingNotices, reading])
        part.clear();
      pending.show(null);
    },
    close() {
      for (const stop of stops) stop();
    },
  };
}

interface Parts {
  readonly model: ChatModel;
  readonly rows: Rows;
  readonly reading: Reading;
  readonly typingPeople: TypingPeople;
  readonly timelines: ReturnType<typeof createTimelines>;
  readonly threads: ThreadTimelines;
  readonly leaving: ReturnType<typeof makeLeaving>;
}

function show(parts: Parts, current: CurrentAccount, ids: readonly ConversationId[], isConnected: boolean) {
  const { model, rows, timelines, threads, reading } = parts;
  batch(() => {
    for (const id of ids) {
      const tracked = model.get(id);
      if (tracked) rows.put(tracked.conversation);
      else rows.remove(id);
      timelines.refresh(id);
      threads.refresh(id);
      current.account?.cache.touch(timelines.isShown(id) ? id : null);
    }
  });
  if (isConnected) reading.deliver(ids);
}

function hear(parts: Parts, current: CurrentAccount, event: DownEvent, me: UserId | undefined) {
  const { model, reading, typingPeople, timelines, threads, leaving } = parts;
  model.hear(event);
  if (event.t === 'session.welcome') {
    typingPeople.clear();
    reading.resume();
    timelines.fillShown();
    threads.resume();
    leaving.resume();
  } else if (event.t === 'chat.typing' && event.userId !== me) {
    if (event.stopped) typingPeople.ended(event.conversationId, event.userId);
    else typingPeople.heard(event.conversationId, event.userId);
  } else if (event.t === 'chat.changed' && event.change.kind === 'message') {
    const { message } = event.change;
    typingPeople.ended(event.conversationId, message.senderId);
    if (message.senderId === me) void current.account?.outbox.noteArrived(message);
  }
}
