import { ChatModel } from '../../../client/stores/chat-model.ts';
import { MarkSender } from '../../../client/stores/mark-sender.ts';
import type { Clock } from '../../../client/clock.ts';
import { Outbox } from '../../../client/outbox/outbox.ts';
import type { HoldLock } from '../../../client/outbox/tabs.ts';
import { makeSocket, type OwnedSocket } from '../../../client/socket/make-socket.ts';
import type { Socket } from '../../../client/socket/socket.ts';
import { makeUuid } from '../../../client/uuid.ts';
import type { DownEvent } from '../../../protocol/down.ts';
import { openWebSocket, type SignedIn } from '../../harness/client.ts';
import type { StoredMessage } from '../history.ts';
import type { Recorder } from '../recorder.ts';
import type { Browser } from './browser.ts';
import type { Gate } from './gate.ts';
import { Sight } from './sight.ts';
import { opOf, recorded } from './taps.ts';

/** Past this a tab keeps the newest messages only, as one does whose conversation is left. */
const LONGEST_WINDOW = 2_000;
/** A tab whose outbox is that full writes nothing more for now. */
const MOST_WAITING = 12;

export type View = Pick<ChatModel, 'hear' | 'learn' | 'get' | 'ids' | 'onChange' | 'load' | 'trim' | 'close'>;

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
  readonly #outbox: Outbox;
  readonly #marks: MarkSender;
  readonly #sight: Sight;

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

  get isBusy(): boolean {
    return this.#outbox.items().length >= MOST_WAITING;
  }

  get waiting(): number[] {
    return this.#outbox
      .items()
      .filter(({ state }) => state === 'waiting')
      .map(opOf);
  }

  /** Hands a message to the outbox, as the composer does. */
  async write(conversation: string, filler: string): Promise<void> {
    const { recorder, client, name } = this.options;
    const send = recorder.invoke({ user: client.user.id, tab: name, conversation });
    await this.#outbox.add(makeUuid(), conversation, { text: `#${send.op} ${filler}`, files: [] });
    send.stored = true;
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

  /** null: nothing could be loaded. */
  shown(conversation: string): StoredMessage[] | null {
    const window = this.view.get(conversation)?.window;
    return window?.messages.map((message) => ({ number: message.number, op: opOf(message) })) ?? null;
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
      if ((tracked.window?.messages.length ?? 0) > LONGEST_WINDOW) this.view.trim(id);
    }
  }
}
