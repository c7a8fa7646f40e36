import { ChatModel } from '../../../client/stores/chat-model.ts';
import { MarkSender } from '../../../client/stores/mark-sender.ts';
import type { Clock } from '../../../client/clock.ts';
import { Outbox } from '../../../client/outbox/outbox.ts';
import type { OutboxItem } from '../../../client/outbox/outbox-item.ts';
import type { HoldLock } from '../../../client/outbox/tabs.ts';
import { makeSocket, type OwnedSocket } from '../../../client/socket/make-socket.ts';
import type { Socket } from '../../../client/socket/socket.ts';
import { makeUuid } from '../../../client/uuid.ts';
import type { Message } from '../../../protocol/chat.ts';
import type { DownEvent } from '../../../protocol/down.ts';
import { openWebSocket, type SignedIn } from '../../harness/client.ts';
import { type ShownHanging, type StoredMessage, threadIn } from '../history.ts';
import type { Recorder } from '../recorder.ts';
import type { Browser } from './browser.ts';
import type { Gate } from './gate.ts';
import { Sight } from './sight.ts';
import { opOf, recorded } from './taps.ts';

/** Threads that a tab has open in one conversation. */
const MOST_THREADS = 2;
/** Past this a tab keeps the newest messages only, as one does whose conversation is left. */
const LONGEST_WINDOW = 600;

export type View = Pick<
  ChatModel,
  'hear' | 'learn' | 'get' | 'ids' | 'onChange' | 'load' | 'loadThread' | 'dropThread' | 'trim' | 'close'
>;

/** What a planted fault may replace in a client. */
export interface ClientParts {
  readonly makeView: (socket: Socket, clock: Clock) => View;
  readonly outboxSocket: (socket: Socket) => Socket;
  readonly lock: (lock: HoldLock) => HoldLock;
}

export const CLIENT_PARTS: ClientParts = {
  makeView: (socket, clock) => new ChatModel(socket, clock),
  outboxSocket: (socket) => socket,
  lock: (lock) => lock,
};

export interface TabOptions {
  /** Of the place: the next tab that is opened there has it too. */
  readonly name: string;
  readonly life: number;
  readonly client: SignedIn;
  readonly gate: Gate;
  readonly browser: Browser;
  readonly recorder: Recorder;
  readonly clock: Clock;
  readonly random: () => number;
  readonly parts: ClientParts;
}

/** A page without a page: the client's own socket, outbox, marks and model of conversations. */
export class Tab {
  readonly options: TabOptions;
  readonly view: View;
  readonly #socket: OwnedSocket;
  /** The same, written down. */
  readonly #recorded: Socket;
  /** By conversation: their roots. */
  readonly #threads = new Map<string, string[]>();
  readonly #outbox: Outbox;
  readonly #marks: MarkSender;
  readonly #sight: Sight;
  #isVoting = false;

  constructor(options: TabOptions) {
    this.options = options;
    const { name, client, gate, browser, recorder, clock, random, parts } = options;
    this.#socket = makeSocket({
      url: gate.url,
      deviceId: makeUuid(),
      clock,
      random,
      makeWebSocket: () => openWebSocket({ ...client, url: gate.url }),
      wakeUps: () => () => {},
    });
    const socket = recorded(this.#socket, recorder, { user: client.user.id, tab: name });
    this.#recorded = socket;
    this.view = parts.makeView(this.#socket, clock);
    this.#marks = new MarkSender(socket, clock);
    this.#outbox = new Outbox({
      userId: client.user.id,
      table: browser.table,
      socket: parts.outboxSocket(socket),
      clock,
      random,
      holdLock: parts.lock(browser.holdLock),
      channel: browser.channel(),
    });
    this.#sight = new Sight(recorder, `${name}.${options.life}`);
  }

  async open(): Promise<void> {
    this.view.onChange((ids) => this.#changed(ids));
    this.#outbox.onSent((message) => this.view.learn(message));
    this.#socket.onEvent((event) => this.#hear(event));
    this.#socket.open();
    await this.#outbox.open();
  }

  get isOpen(): boolean {
    return this.#socket.state.state === 'open';
  }

  /** Messages in the outbox, which the tabs of a device share. */
  get pending(): number {
    return this.#outbox.items().length;
  }

  /** A person looks at what came of their vote before they think again. */
  get isVoting(): boolean {
    return this.#isVoting;
  }

  get waiting(): number[] {
    return this.#outbox
      .items()
      .filter(({ state }) => state === 'waiting')
      .map(opOf);
  }

  /** Hands a message to the outbox, as the composer does. */
  async write(
    id: string,
    filler: string,
    { threadRootId, ...content }: Pick<OutboxItem, 'threadRootId' | 'poll'> = {},
  ): Promise<void> {
    const { recorder, client, name } = this.options;
    const conversation = threadRootId ? threadIn(id, threadRootId) : id;
    const send = recorder.invoke({ user: client.user.id, tab: name, conversation });
    const place = { threadRootId: threadRootId ?? null };
    await this.#outbox.add(makeUuid(), id, {
      text: `#${send.op} ${filler}`,
      files: [],
      ...place,
      ...content,
    });
    send.stored = true;
  }

  /** Opens the thread beside the conversation, as a page does, in the place of the one that was open longest. */
  async reply(id: string, rootId: string, filler: string): Promise<void> {
    const open = this.#threads.get(id) ?? [];
    if (!open.includes(rootId)) {
      this.#threads.set(id, [...open, rootId].slice(-MOST_THREADS));
      for (const old of open.slice(0, open.length + 1 - MOST_THREADS)) this.view.dropThread(id, old);
      this.#loadThreads(id);
    }
    await this.write(id, filler, { threadRootId: rootId });
  }

  /** Sent once: whether it was taken shows in the poll. */
  vote(messageId: string, choice: number[]): void {
    this.#isVoting = true;
    this.#recorded
      .request<'chat.vote'>({ t: 'chat.vote', messageId, choice })
      .catch(() => undefined)
      .finally(() => (this.#isVoting = false));
  }

  /** Any device may ask for any mark, also for one that is lower than another device's. */
  mark(conversation: string, read: number): void {
    this.#marks.mark(conversation, { read });
  }

  /** Messages that the server refused for good are taken note of, and away. */
  async clearRefused(): Promise<void> {
    for (const item of this.#outbox.items()) {
      if (item.state !== 'failed') continue;
      this.options.recorder.refused(opOf(item));
      await this.#outbox.discard(item.clientId);
    }
  }

  get openThreads(): { readonly id: string; readonly rootId: string }[] {
    const known = [...this.#threads].filter(([id]) => this.view.get(id) !== undefined);
    return known.flatMap(([id, rootIds]) => rootIds.map((rootId) => ({ id, rootId })));
  }

  /** Of a conversation or of a thread in it; null: nothing could be loaded. */
  shown(id: string, rootId?: string): StoredMessage[] | null {
    const tracked = this.view.get(id);
    const window = rootId === undefined ? tracked?.window : tracked?.threads.get(rootId);
    return window?.messages.map((message) => ({ number: message.number, op: opOf(message) })) ?? null;
  }

  /** Replies and votes on the messages that it shows, and on those whose threads are open. */
  hanging(id: string): ShownHanging[] {
    const { window, threads } = this.view.get(id) ?? {};
    const roots = [...(threads?.values() ?? [])].map(({ root }) => root);
    return [...(window?.messages ?? []), ...roots]
      .filter(({ thread, poll }) => thread !== null || poll !== null)
      .map((message) => ({ tab: this.options.name, ...hangingOf(message) }));
  }

  /** Gone from one moment to the next; only what is on the browser's disk remains. */
  crash(): void {
    this.#outbox.close();
    this.#marks.clear();
    this.view.close();
    this.#socket.close();
  }

  #hear(event: DownEvent): void {
    this.view.hear(event);
    if (event.t === 'session.welcome') this.#marks.resume();
    if (event.t !== 'chat.changed' || event.change.kind !== 'message') return;
    const { message } = event.change;
    const { client, recorder, name } = this.options;
    const isPlaced = this.view.get(message.conversationId) !== undefined;
    if (!isPlaced && opOf(message) >= 0) {
      const where = { tab: name, user: client.user.id, conversation: message.conversationId };
      recorder.received.push({ ...where, op: opOf(message), at: recorder.now() });
    }
    if (message.senderId === client.user.id) void this.#outbox.noteArrived(message);
  }

  #changed(ids: readonly string[]): void {
    for (const id of ids) {
      const tracked = this.view.get(id);
      this.#sight.look(id, tracked);
      if (!tracked) continue;
      if (!tracked.window && this.isOpen) void this.view.load(id, 'newest').catch(() => undefined);
      this.#loadThreads(id);
      if ((tracked.window?.messages.length ?? 0) > LONGEST_WINDOW) this.view.trim(id);
    }
  }

  #loadThreads(id: string): void {
    const tracked = this.view.get(id);
    if (!tracked || !this.isOpen) return;
    for (const rootId of this.#threads.get(id) ?? []) {
      if (!tracked.threads.has(rootId)) {
        void this.view.loadThread(id, rootId, 'newest').catch(() => undefined);
      }
    }
  }
}

function hangingOf({ id, thread, poll }: Message): Omit<ShownHanging, 'tab'> {
  return {
    message: id,
    replies: thread?.replies ?? 0,
    faces: thread?.participantIds ?? [],
    options: poll?.options.map(({ voterIds }) => voterIds) ?? [],
  };
}
