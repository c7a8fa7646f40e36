import type { Conversation, Follow, Message } from '../../protocol/chat.ts';
import type { DownEvent } from '../../protocol/down.ts';
import type { ConversationId, FileId, MessageId, UserId } from '../../protocol/ids.ts';
import type { Level, UserSettings } from '../../protocol/settings.ts';
import type { Clock } from '../clock.ts';
import type { HoldLock } from '../outbox/tabs.ts';
import { type Place, pathOf, tagOf, THREADS, threadsIn } from './place.ts';
import type { Note, Tray } from './tray.ts';

/** Long enough for whoever looks at the conversation to have read it, on whichever device. */
const WAIT_MS = 900;

export interface NotifierDeps {
  /** Keeps its pace in a page that nobody sees. */
  readonly clock: Clock;
  readonly holdLock: HoldLock;
  readonly tray: Tray;
  /** The person allowed notifications on this device. */
  isOn(): boolean;
  settings(): UserSettings;
  isQuiet(): boolean;
  level(conversation: Conversation): Level;
  conversation(id: ConversationId): Conversation | undefined;
  /** It is before the user's eyes on this page. */
  isSeen(place: Place): boolean;
  /** How this user stands to a thread that has something unread. */
  follow(rootId: MessageId): Follow | undefined;
  names(message: Message): boolean;
  words(message: Message, conversation: Conversation): { title: string; body: string };
  avatarOf(userId: UserId): FileId | null;
}

/**
 * Tells of messages that nobody has read: one note a conversation and one a thread that is followed, from one tab of this
 * browser, taken back when the message is read anywhere.
 */
export class Notifier {
  readonly #deps: NotifierDeps;
  /** Both by the note's tag. */
  readonly #waiting = new Map<string, () => void>();
  readonly #told = new Map<string, Message>();
  #me: UserId | null = null;
  #turn: AbortController | null = null;
  #isFirst = false;

  constructor(deps: NotifierDeps) {
    this.#deps = deps;
  }

  begin(me: UserId): void {
    this.end();
    const turn = new AbortController();
    this.#me = me;
    this.#turn = turn;
    const whileHeld = async () => {
      this.#isFirst = true;
      await new Promise((over) => turn.signal.addEventListener('abort', over, { once: true }));
      this.#isFirst = false;
    };
    this.#deps.holdLock(`parley-notify-${me}`, turn.signal, whileHeld).catch(reportError);
  }

  end(): void {
    this.#turn?.abort();
    this.#turn = null;
    this.#me = null;
    for (const stop of this.#waiting.values()) stop();
    this.#waiting.clear();
    this.#told.clear();
  }

  hear(event: DownEvent): void {
    if (event.t === 'chat.changed' && event.change.kind === 'message') this.#consider(event.change.message);
    else if (event.t === 'chat.changed' && event.change.kind === 'deleted') this.#unsay(event.change.message);
    else if (event.t === 'chat.marked' && event.userId === this.#me) this.#read(event.conversationId);
    else if (event.t === 'chat.followed') this.#readThread(event.follow);
    else if (event.t === 'chat.closed') this.#leave(event.conversationId);
    else if (event.t === 'session.welcome') {
      for (const { id } of event.conversations) this.#read(id);
      // What it does not name is read, whoever told of it.
      const unread = new Set(
        event.threads.map(({ rootId, conversationId }) => threadTag(conversationId, rootId)),
      );
      this.#takeBack((tag) => tag.startsWith(THREADS) && !unread.has(tag));
    }
  }

  /** What this device read is known here before the server tells it. */
  #read(conversationId: ConversationId): void {
    const conversation = this.#deps.conversation(conversationId);
    if (!conversation || conversation.lastNumber > this.#readNumber(conversation)) return;
    this.#takeBackOf({ conversationId, threadRootId: null });
  }

  /** It may have been read before the reply that waits to be told. */
  #readThread({ conversationId, rootId, following, readNumber, lastNumber }: Follow): void {
    const told = this.#told.get(threadTag(conversationId, rootId));
    if (following && readNumber < (told?.number ?? lastNumber)) return;
    this.#takeBackOf({ conversationId, threadRootId: rootId });
  }

  #leave(conversationId: ConversationId): void {
    this.#takeBackOf({ conversationId, threadRootId: null });
    this.#takeBack((tag) => tag.startsWith(threadsIn(conversationId)));
  }

  #takeBackOf(place: Place): void {
    const own = tagOf(place);
    this.#takeBack((tag) => tag === own);
  }

  /** Also what another tab or a push showed. */
  #takeBack(is: (tag: string) => boolean): void {
    for (const tag of [...this.#told.keys()].filter(is)) {
      this.#waiting.get(tag)?.();
      this.#waiting.delete(tag);
      this.#told.delete(tag);
    }
    void this.#deps.tray.close(is).catch(reportError);
  }

  #unsay(message: Message): void {
    if (this.#told.get(tagOf(message))?.id === message.id) this.#takeBackOf(message);
  }

  #consider(message: Message): void {
    if (!this.#isNews(message)) return;
    const tag = tagOf(message);
    this.#waiting.get(tag)?.();
    this.#told.set(tag, message);
    const stop = this.#deps.clock.after(WAIT_MS, () => {
      this.#waiting.delete(tag);
      const note = this.#noteOf(message);
      if (note) void this.#deps.tray.show(note).catch(reportError);
    });
    this.#waiting.set(tag, stop);
  }

  /** Of whom it comes from and what it is; whether it is still unread is asked later. */
  #isNews(message: Message): boolean {
    const { senderId, event, conversationId } = message;
    const isCall = event?.kind === 'call' && (event.outcome === 'missed' || event.outcome === 'cancelled');
    const conversation = this.#deps.conversation(conversationId);
    if (senderId === this.#me || (event && !isCall) || !conversation) return false;
    const level = this.#deps.level(conversation);
    return level === 'all' || (level === 'mentions' && this.#deps.names(message));
  }

  #noteOf(message: Message): Note | null {
    const { isOn, isQuiet, isSeen, settings, words, avatarOf } = this.#deps;
    const { conversationId, senderId, number } = message;
    const conversation = this.#deps.conversation(conversationId);
    if (!this.#isFirst || !isOn() || isQuiet() || isSeen(message) || !conversation) return null;
    if (!this.#isUnread(message, conversation)) return null;
    const fileId = avatarOf(senderId);
    return {
      ...words(message, conversation),
      tag: tagOf(message),
      icon: fileId === null ? null : `/files/${fileId}?thumbnail`,
      path: pathOf(message, number),
      isSilent: !settings().sound,
    };
  }

  /** Replies have numbers and marks of their own. By now whoever is named in one follows its thread. */
  #isUnread({ threadRootId, number }: Message, conversation: Conversation): boolean {
    if (threadRootId === null) return this.#readNumber(conversation) < number;
    const follow = this.#deps.follow(threadRootId);
    return follow !== undefined && follow.following && follow.readNumber < number;
  }

  #readNumber({ members }: Conversation): number {
    return members.find(({ userId }) => userId === this.#me)?.readNumber ?? Number.POSITIVE_INFINITY;
  }
}

const threadTag = (conversationId: ConversationId, threadRootId: MessageId) =>
  tagOf({ conversationId, threadRootId });
