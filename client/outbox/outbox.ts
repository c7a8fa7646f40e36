import type { Message } from '../../protocol/chat.ts';
import type { ClientMessageId, ConversationId, UserId } from '../../protocol/ids.ts';
import type { Clock } from '../clock.ts';
import { Emitter } from '../emitter.ts';
import type { Table } from '../local/table.ts';
import type { Socket } from '../socket/socket.ts';
import type { OutboxItem } from './outbox-item.ts';
import { SendLoop, type SendTrouble } from './send-loop.ts';
import type { HoldLock, TabChannel } from './tabs.ts';

export interface OutboxOptions {
  readonly userId: UserId;
  readonly table: Table<OutboxItem>;
  readonly socket: Socket;
  readonly clock: Clock;
  readonly random: () => number;
  readonly holdLock: HoldLock;
  readonly channel: TabChannel<OutboxNews>;
}

/** Between the tabs of one browser. */
export type OutboxNews =
  | { kind: 'changed'; userId: UserId }
  | { kind: 'sent'; userId: UserId; message: Message }
  /** The disk did not take it: every tab carries it, and the one whose turn it is sends it. */
  | { kind: 'carried'; userId: UserId; item: OutboxItem }
  | { kind: 'dropped'; userId: UserId; clientId: ClientMessageId };

/**
 * Messages on their way. Each is on this device's disk before its first byte is sent and leaves it after the server's
 * acknowledgement; the tab that holds the lock, and whose socket is open, sends for all tabs of this user.
 */
export class Outbox {
  readonly #options: OutboxOptions;
  readonly #changes = new Emitter<void>();
  readonly #sents = new Emitter<Message>();
  readonly #items = new Map<ClientMessageId, OutboxItem>();
  /** Not on disk yet: not to be sent, and not to be forgotten when the disk is read. */
  readonly #unstored = new Set<ClientMessageId>();
  /** What the disk did not take, as a full one: it lives as long as a tab does. */
  readonly #carried = new Set<ClientMessageId>();
  readonly #sending = new Set<ClientMessageId>();
  #trouble: SendTrouble | null = null;
  #turn: AbortController | null = null;
  #loop: SendLoop | null = null;
  #edits = 0;
  #lastCreatedAt = 0;
  #stopListening: (() => void)[] = [];

  constructor(options: OutboxOptions) {
    this.#options = options;
  }

  /** In the order they were written. */
  items(): OutboxItem[] {
    return [...this.#items.values()].toSorted((a, b) => a.createdAt - b.createdAt);
  }

  /** The connection is there, and yet nothing goes out: the server's database is away. */
  get trouble(): SendTrouble | null {
    return this.#trouble;
  }

  isSending(clientId: ClientMessageId): boolean {
    return this.#sending.has(clientId);
  }

  onChange(listener: () => void): () => void {
    return this.#changes.on(listener);
  }

  /** Each acknowledged message, whichever tab sent it. */
  onSent(listener: (message: Message) => void): () => void {
    return this.#sents.on(listener);
  }

  async open(): Promise<void> {
    const { socket, channel } = this.#options;
    this.#stopListening = [
      channel.onMessage((news) => this.#hear(news)),
      socket.onState(({ state }) => (state === 'open' ? this.#takeTurn() : this.#endTurn())),
    ];
    if (socket.state.state === 'open') this.#takeTurn();
    await this.#reload();
  }

  async add(
    clientId: ClientMessageId,
    conversationId: ConversationId,
    content: Pick<OutboxItem, 'text' | 'files' | 'quote' | 'poll' | 'threadRootId'>,
  ): Promise<void> {
    const { userId, clock } = this.#options;
    this.#lastCreatedAt = Math.max(clock.now(), this.#lastCreatedAt + 1);
    const createdAt = this.#lastCreatedAt;
    await this.#store({
      clientId,
      userId,
      conversationId,
      ...content,
      createdAt,
      state: 'waiting',
      problem: null,
    });
  }

  async retry(clientId: ClientMessageId): Promise<void> {
    const item = this.#items.get(clientId);
    if (item?.state === 'failed') await this.#store({ ...item, state: 'waiting', problem: null });
  }

  async discard(clientId: ClientMessageId): Promise<void> {
    if (this.#items.get(clientId)?.state !== 'failed') return;
    await this.#drop(clientId);
  }

  /** The message came back as an event, which is as good as the acknowledgement. */
  async noteArrived(message: Message): Promise<void> {
    if (this.#items.has(message.clientId)) await this.#drop(message.clientId);
  }

  close(): void {
    this.#endTurn();
    for (const stop of this.#stopListening) stop();
    this.#stopListening = [];
    this.#options.channel.close();
  }

  async #store(item: OutboxItem): Promise<void> {
    this.#edits += 1;
    this.#items.set(item.clientId, item);
    this.#unstored.add(item.clientId);
    this.#changes.emit();
    const { table, channel, userId } = this.#options;
    const isKept = await table.put(item.clientId, item).then(
      () => true,
      (error: unknown) => (reportError(error), false),
    );
    this.#unstored.delete(item.clientId);
    if (isKept) channel.post({ kind: 'changed', userId });
    else if (this.#items.get(item.clientId) === item) {
      this.#carry(item);
      channel.post({ kind: 'carried', userId, item });
    }
    this.#loop?.wake();
  }

  async #drop(clientId: ClientMessageId): Promise<void> {
    await this.#remove(clientId);
    const { channel, userId } = this.#options;
    channel.post({ kind: 'dropped', userId, clientId });
  }

  async #remove(clientId: ClientMessageId): Promise<void> {
    this.#forget(clientId);
    await this.#options.table.delete(clientId).catch(reportError);
  }

  #forget(clientId: ClientMessageId): void {
    this.#edits += 1;
    this.#carried.delete(clientId);
    if (this.#items.delete(clientId)) this.#changes.emit();
  }

  #hear(news: OutboxNews): void {
    if (news.userId !== this.#options.userId) return;
    switch (news.kind) {
      case 'sent':
        this.#sents.emit(news.message);
        return this.#forget(news.message.clientId);
      case 'carried':
        return this.#carry(news.item);
      case 'dropped':
        return this.#forget(news.clientId);
      case 'changed':
        this.#reload().catch(reportError);
    }
  }

  #carry(item: OutboxItem): void {
    this.#edits += 1;
    this.#items.set(item.clientId, item);
    this.#carried.add(item.clientId);
    this.#changes.emit();
    this.#loop?.wake();
  }

  /** Reads the disk, which another tab may have changed; again if this tab changed something meanwhile. */
  async #reload(): Promise<void> {
    let edits: number;
    let stored: OutboxItem[];
    do {
      edits = this.#edits;
      stored = await this.#options.table.all();
    } while (edits !== this.#edits);
    const own = stored.filter((item) => item.userId === this.#options.userId);
    for (const { clientId } of own) this.#carried.delete(clientId);
    const elsewhere = [...this.#unstored, ...this.#carried].flatMap((id) => this.#items.get(id) ?? []);
    this.#items.clear();
    for (const item of [...own, ...elsewhere]) this.#items.set(item.clientId, item);
    this.#changes.emit();
    this.#loop?.wake();
  }

  #takeTurn(): void {
    if (this.#turn) return;
    const turn = new AbortController();
    this.#turn = turn;
    const whileHeld = () => this.#sendFor(turn.signal);
    this.#options
      .holdLock(`parley-outbox-${this.#options.userId}`, turn.signal, whileHeld)
      .catch(reportError);
  }

  #endTurn(): void {
    this.#noteTrouble(null);
    this.#turn?.abort();
    this.#turn = null;
  }

  async #sendFor(signal: AbortSignal): Promise<void> {
    const loop = new SendLoop(
      {
        ...this.#options,
        next: (conversation) => this.#sendable().get(conversation),
        waiting: () => this.#sendable().keys(),
        onSending: (item, isSending) => this.#noteSending(item, isSending),
        onSent: (item, message) => this.#acknowledged(item, message),
        onTrouble: (trouble) => this.#noteTrouble(trouble),
        onRefused: (item, error) => this.#store({ ...item, state: 'failed', problem: error.code }),
      },
      signal,
    );
    this.#loop = loop;
    await this.#reload().catch(reportError);
    loop.wake();
    await ended(signal);
    if (this.#loop === loop) this.#loop = null;
  }

  /** The oldest waiting item of each conversation; one that is not on disk yet holds back those behind it. */
  #sendable(): Map<ConversationId, OutboxItem> {
    const oldest = new Map<ConversationId, OutboxItem>();
    for (const item of this.items()) {
      if (item.state === 'waiting' && !oldest.has(item.conversationId)) oldest.set(item.conversationId, item);
    }
    for (const [conversation, { clientId }] of oldest) {
      if (this.#unstored.has(clientId)) oldest.delete(conversation);
    }
    return oldest;
  }

  #noteTrouble(trouble: SendTrouble | null): void {
    if (trouble === this.#trouble) return;
    this.#trouble = trouble;
    this.#changes.emit();
  }

  #noteSending({ clientId }: OutboxItem, isSending: boolean): void {
    if (isSending) this.#sending.add(clientId);
    else this.#sending.delete(clientId);
    this.#changes.emit();
  }

  async #acknowledged(item: OutboxItem, message: Message): Promise<void> {
    this.#sents.emit(message);
    await this.#remove(item.clientId);
    this.#options.channel.post({ kind: 'sent', userId: item.userId, message });
  }
}

function ended(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
