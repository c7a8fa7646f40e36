import type { Conversation, Message } from '../../protocol/chat.ts';
import type { DownEvent } from '../../protocol/down.ts';
import type { ConversationId, FileId, MessageId, UserId } from '../../protocol/ids.ts';
import type { Level, UserSettings } from '../../protocol/settings.ts';
import type { Clock } from '../clock.ts';
import type { HoldLock } from '../outbox/tabs.ts';
import { type Note, type Tray, tagOf } from './tray.ts';

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
  isSeen(id: ConversationId): boolean;
  names(message: Message): boolean;
  words(message: Message, conversation: Conversation): { title: string; body: string };
  avatarOf(userId: UserId): FileId | null;
}

/**
 * Tells of messages that nobody has read: one note a conversation, from one tab of this browser, taken back when the
 * message is read anywhere.
 */
export class Notifier {
  readonly #deps: NotifierDeps;
  readonly #waiting = new Map<ConversationId, () => void>();
  /** What the note of each conversation tells of. */
  readonly #told = new Map<ConversationId, MessageId>();
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
    else if (event.t === 'chat.closed') this.#takeBack(event.conversationId);
    else if (event.t === 'session.welcome') {
      for (const { id } of event.conversations) this.#read(id);
    }
  }

  /** What this device read is known here before the server tells it. */
  #read(id: ConversationId): void {
    const conversation = this.#deps.conversation(id);
    if (conversation && conversation.lastNumber <= this.#readNumber(conversation)) this.#takeBack(id);
  }

  #takeBack(id: ConversationId): void {
    this.#waiting.get(id)?.();
    this.#waiting.delete(id);
    this.#told.delete(id);
    void this.#deps.tray.close(tagOf(id)).catch(reportError);
  }

  #unsay({ id, conversationId }: Message): void {
    if (this.#told.get(conversationId) === id) this.#takeBack(conversationId);
  }

  #consider(message: Message): void {
    const { id, conversationId } = message;
    if (!this.#isNews(message)) return;
    this.#waiting.get(conversationId)?.();
    this.#told.set(conversationId, id);
    const stop = this.#deps.clock.after(WAIT_MS, () => {
      this.#waiting.delete(conversationId);
      const note = this.#noteOf(message);
      if (note) void this.#deps.tray.show(note).catch(reportError);
    });
    this.#waiting.set(conversationId, stop);
  }

  /** Of whom it comes from and what it is; whether it is still unread is asked later. */
  #isNews(message: Message): boolean {
    const { senderId, event, conversationId, threadRootId } = message;
    const isCall = event?.kind === 'call' && (event.outcome === 'missed' || event.outcome === 'cancelled');
    const conversation = this.#deps.conversation(conversationId);
    if (senderId === this.#me || (event && !isCall) || !conversation) return false;
    // Replies have numbers of their own; who follows a thread finds it in the list of threads.
    if (threadRootId !== null) return false;
    const level = this.#deps.level(conversation);
    return level === 'all' || (level === 'mentions' && this.#deps.names(message));
  }

  #noteOf(message: Message): Note | null {
    const { isOn, isQuiet, isSeen, settings, words, avatarOf } = this.#deps;
    const { conversationId: id, senderId, number } = message;
    const conversation = this.#deps.conversation(id);
    if (!this.#isFirst || !isOn() || isQuiet() || isSeen(id) || !conversation) return null;
    if (this.#readNumber(conversation) >= number) return null;
    const fileId = avatarOf(senderId);
    return {
      ...words(message, conversation),
      tag: tagOf(id),
      icon: fileId === null ? null : `/files/${fileId}?thumbnail`,
      path: `/c/${id}?at=${number}`,
      isSilent: !settings().sound,
    };
  }

  #readNumber({ members }: Conversation): number {
    return members.find(({ userId }) => userId === this.#me)?.readNumber ?? Number.POSITIVE_INFINITY;
  }
}
