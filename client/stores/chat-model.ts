import type { Conversation, Message } from '../../protocol/chat.ts';
import type { DownEvent } from '../../protocol/down.ts';
import { ParleyError, unavailable } from '../../protocol/errors.ts';
import type { ConversationId, MessageId, UserId } from '../../protocol/ids.ts';
import { MAX_PAGE, PAGE } from '../../protocol/limits.ts';
import type { Clock } from '../clock.ts';
import { Emitter } from '../emitter.ts';
import type { Socket } from '../socket/socket.ts';
import {
  changed,
  extended,
  leftUnread,
  marked,
  needsChanges,
  opened,
  paged,
  type Tracked,
  trimmed,
} from './apply.ts';
import { threadExtended, threadPaged, withoutThread } from './apply-thread.ts';
import { FollowBook } from './follow-book.ts';
import type { Window } from './window.ts';

/** A window that lags further behind is read anew from the newest end instead of change by change. */
const REREAD_PAST = 3 * MAX_PAGE;
const RETRY_MS = 2_000;

interface Mark {
  readonly userId: UserId;
  readonly delivered: number;
  readonly read: number;
}

export type PageDirection = 'newest' | 'before' | 'after' | 'around';

/**
 * The conversations of this user as the server has them, kept in step by events and by reading what was missed. First
 * load and resume are one path: subscribe (the socket), take the welcome, ask for the changes that lack, drop doubles.
 */
export class ChatModel {
  readonly follows = new FollowBook();
  readonly #socket: Socket;
  readonly #clock: Clock;
  readonly #tracked = new Map<ConversationId, Tracked>();
  readonly #catchingUp = new Set<ConversationId>();
  readonly #pages = new Map<string, Promise<void>>();
  readonly #changes = new Emitter<readonly ConversationId[]>();
  readonly #retries = new Set<() => void>();
  /** Marks of conversations that were joined a moment ago and are still being brought: they overtook the snapshot. */
  readonly #early = new Map<ConversationId, Map<UserId, Mark>>();
  #me: UserId | null = null;

  constructor(socket: Socket, clock: Clock) {
    this.#socket = socket;
    this.#clock = clock;
  }

  get(id: ConversationId): Tracked | undefined {
    return this.#tracked.get(id);
  }

  ids(): ConversationId[] {
    return [...this.#tracked.keys()];
  }

  /** Tells which conversations are another than before, or gone. */
  onChange(listener: (ids: readonly ConversationId[]) => void): () => void {
    return this.#changes.on(listener);
  }

  hear(event: DownEvent): void {
    this.follows.hear(event);
    switch (event.t) {
      case 'session.welcome':
        this.#me = event.me.id;
        return this.#reset(event.conversations);
      case 'chat.opened':
        return this.open(event.conversation);
      case 'chat.closed':
        return this.#forget([event.conversationId]);
      case 'chat.changed':
        return this.#update(event.conversationId, (tracked) => changed(tracked, event.change, this.#me));
      case 'chat.leftUnread':
        return this.#update(event.conversationId, (tracked) => leftUnread(tracked, event));
      case 'chat.marked':
        return this.mark(event.conversationId, event);
    }
  }

  /** A whole conversation from the server, by event or as the answer to what this user did. */
  open(conversation: Conversation): void {
    const before = this.#tracked.get(conversation.id);
    // An answer may be older than the events that overtook it.
    if (before && before.conversation.lastChange > conversation.lastChange) return;
    this.#put(conversation.id, this.#opened(conversation));
  }

  /** The server acknowledged a message of this user's: the same as its event, which may come before or after. */
  learn(message: Message): void {
    const change = { kind: 'message', change: message.change, message } as const;
    this.#update(message.conversationId, (tracked) => changed(tracked, change, this.#me));
  }

  mark(id: ConversationId, mark: Mark): void {
    if (this.#tracked.has(id)) this.#update(id, (tracked) => marked(tracked, mark, this.#me));
    else this.#keepEarly(id, mark);
  }

  /** From the local copy, until the server tells; what is there already is newer. */
  restore(conversations: readonly Conversation[]): void {
    for (const conversation of conversations) {
      if (!this.#tracked.has(conversation.id)) this.#put(conversation.id, this.#opened(conversation));
    }
  }

  restoreWindow(id: ConversationId, window: Window): void {
    this.#update(id, (tracked) => {
      const isOfAnotherTime = window.change > tracked.known;
      return tracked.window || isOfAnotherTime ? tracked : { ...tracked, window };
    });
  }

  /** Loads a page into the window; one at a time for each direction. Rejects with ParleyError. */
  load(id: ConversationId, direction: PageDirection, anchor = 0): Promise<void> {
    return this.#once(`${id} ${direction} ${anchor}`, () => this.#load(id, direction, anchor));
  }

  /** The same for the window of a thread in it. */
  loadThread(id: ConversationId, rootId: MessageId, direction: PageDirection, anchor = 0): Promise<void> {
    return this.#once(`${rootId} ${direction} ${anchor}`, async () => {
      const change = this.#appliedIn(id);
      const ask = { conversationId: id, threadRootId: rootId, direction, anchor, limit: PAGE } as const;
      const { thread, messages } = await this.#socket.request<'chat.page'>({ t: 'chat.page', ...ask });
      if (!thread) return;
      if (thread.follow) this.follows.learn(thread.follow);
      const place = isAnew(direction) ? threadPaged : threadExtended;
      const page = { root: thread.root, messages, change };
      this.#update(id, (tracked) => ({ ...tracked, threads: place(tracked.threads, page) }));
    });
  }

  dropThread(id: ConversationId, rootId: MessageId): void {
    this.#update(id, (tracked) => ({ ...tracked, threads: withoutThread(tracked.threads, rootId) }));
  }

  trim(id: ConversationId): void {
    this.#update(id, (tracked) => trimmed(tracked, MAX_PAGE));
  }

  clear(): void {
    this.#forget(this.ids());
    this.follows.clear();
    this.close();
  }

  close(): void {
    for (const stop of this.#retries) stop();
    this.#retries.clear();
  }

  async #load(id: ConversationId, direction: PageDirection, anchor: number): Promise<void> {
    const appliedBefore = this.#appliedIn(id);
    const page = await this.#socket.request<'chat.page'>({
      t: 'chat.page',
      conversationId: id,
      direction,
      anchor,
      limit: PAGE,
    });
    this.#update(id, (tracked) =>
      isAnew(direction)
        ? paged(tracked, page.messages, appliedBefore)
        : extended(tracked, page.messages, appliedBefore),
    );
  }

  #appliedIn(id: ConversationId): number {
    const applied = this.#tracked.get(id)?.conversation.lastChange;
    if (applied === undefined) throw unavailable('This conversation is not known yet.');
    return applied;
  }

  #once(key: string, load: () => Promise<void>): Promise<void> {
    const running = this.#pages.get(key);
    if (running) return running;
    const loading = load().finally(() => this.#pages.delete(key));
    this.#pages.set(key, loading);
    return loading;
  }

  #reset(conversations: readonly Conversation[]): void {
    const present = new Set(conversations.map((conversation) => conversation.id));
    this.#forget(this.ids().filter((id) => !present.has(id)));
    for (const conversation of conversations) {
      this.#tracked.set(conversation.id, this.#opened(conversation));
    }
    this.#changes.emit([...present]);
    for (const id of present) void this.#catchUp(id);
  }

  #keepEarly(id: ConversationId, { userId, delivered, read }: Mark): void {
    const early = this.#early.get(id) ?? new Map<UserId, Mark>();
    const before = early.get(userId) ?? { delivered: 0, read: 0 };
    const [most, furthest] = [Math.max(before.delivered, delivered), Math.max(before.read, read)];
    this.#early.set(id, early.set(userId, { userId, delivered: most, read: furthest }));
  }

  #opened(conversation: Conversation): Tracked {
    const { id } = conversation;
    const early = [...(this.#early.get(id)?.values() ?? [])];
    this.#early.delete(id);
    const tracked = opened(conversation, this.#tracked.get(id), this.#me);
    return early.reduce((before, mark) => marked(before, mark, this.#me), tracked);
  }

  #forget(ids: readonly ConversationId[]): void {
    for (const id of ids) {
      this.#tracked.delete(id);
      this.#early.delete(id);
    }
    if (ids.length > 0) this.#changes.emit(ids);
  }

  #update(id: ConversationId, step: (tracked: Tracked) => Tracked): void {
    const before = this.#tracked.get(id);
    if (!before) return;
    const after = step(before);
    if (after !== before) this.#put(id, after);
  }

  #put(id: ConversationId, tracked: Tracked): void {
    this.#tracked.set(id, tracked);
    this.#changes.emit([id]);
    if (needsChanges(tracked) !== null) void this.#catchUp(id);
  }

  /** One at a time for a conversation; what is missed meanwhile, the loop sees. */
  async #catchUp(id: ConversationId): Promise<void> {
    if (this.#catchingUp.has(id) || this.#socket.state.state !== 'open') return;
    this.#catchingUp.add(id);
    try {
      for (let tracked = this.#lagging(id); tracked; tracked = this.#lagging(id)) {
        if (!(await this.#advance(id, tracked))) break;
      }
    } catch (error) {
      this.#retryLater(id, error);
    } finally {
      this.#catchingUp.delete(id);
    }
  }

  #lagging(id: ConversationId): Tracked | null {
    const tracked = this.#tracked.get(id);
    return tracked && needsChanges(tracked) !== null ? tracked : null;
  }

  /** Answers whether it got further. */
  async #advance(id: ConversationId, lagging: Tracked): Promise<boolean> {
    const after = needsChanges(lagging);
    if (after === null || (await this.#reread(id, lagging))) return true;
    const { changes } = await this.#socket.request<'chat.changes'>({
      t: 'chat.changes',
      conversationId: id,
      after,
      limit: MAX_PAGE,
    });
    this.#update(id, (before) =>
      changes.reduce((tracked, change) => changed(tracked, change, this.#me), before),
    );
    return changes.some(({ change }) => change > after);
  }

  /** Windows that are far behind: read anew, where there are any. */
  async #reread(id: ConversationId, { conversation, window, threads }: Tracked): Promise<boolean> {
    const isFarBehind = (one: Window | null) =>
      one !== null && conversation.lastChange - one.change > REREAD_PAST;
    const behind = [...threads].flatMap(([rootId, thread]) => (isFarBehind(thread) ? rootId : []));
    if (isFarBehind(window)) await this.load(id, 'newest');
    for (const rootId of behind) await this.loadThread(id, rootId, 'newest');
    return isFarBehind(window) || behind.length > 0;
  }

  /** A lost connection needs no timer: the next welcome begins anew. */
  #retryLater(id: ConversationId, error: unknown): void {
    const code = error instanceof ParleyError ? error.code : 'internal';
    if (code === 'not_found' || this.#socket.state.state !== 'open') return;
    const wait = error instanceof ParleyError ? (error.retryAfterMs ?? RETRY_MS) : RETRY_MS;
    const stop = this.#clock.after(wait, () => {
      this.#retries.delete(stop);
      void this.#catchUp(id);
    });
    this.#retries.add(stop);
  }
}

/** Whether the page takes the place of what was loaded. */
function isAnew(direction: PageDirection): boolean {
  return direction === 'newest' || direction === 'around';
}
