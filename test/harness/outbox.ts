import { IDBFactory } from 'fake-indexeddb';
import type { Message } from '../../protocol/chat.ts';
import { Emitter } from '../../client/emitter.ts';
import { LocalDatabase } from '../../client/local/indexed-db.ts';
import type { Table } from '../../client/local/table.ts';
import { Outbox, type OutboxNews } from '../../client/outbox/outbox.ts';
import type { OutboxItem } from '../../client/outbox/outbox-item.ts';
import type { HoldLock } from '../../client/outbox/tabs.ts';
import { FakeSocket } from '../../client/socket/fake-socket.ts';
import { makeUuid } from '../../client/uuid.ts';
import { FakeClock } from '../../server/clock.ts';
import { FakeConversation, makeUser } from './fake-chat-server.ts';

export const alice = makeUser('Alice');

/** One browser: a disk, locks and a channel that its tabs share. */
export class FakeBrowser {
  readonly #factory = new IDBFactory();
  readonly #tabs = new Set<Emitter<OutboxNews>>();
  #queue: Promise<void> = Promise.resolve();

  readonly holdLock: HoldLock = (_name, signal, whileHeld) => {
    const turn = this.#queue.then(() => (signal.aborted ? undefined : whileHeld()));
    this.#queue = turn;
    return turn;
  };

  tab(socket: FakeSocket, clock: FakeClock, table: Table<OutboxItem> = this.#table()) {
    const own = new Emitter<OutboxNews>();
    this.#tabs.add(own);
    const outbox = new Outbox({
      userId: alice.id,
      table,
      socket,
      clock,
      random: () => 1,
      holdLock: this.holdLock,
      channel: {
        post: (news) => {
          for (const tab of this.#tabs) if (tab !== own) queueMicrotask(() => tab.emit(news));
        },
        onMessage: (listener) => own.on(listener),
        close: () => {},
      },
    });
    return outbox;
  }

  stored(): Promise<OutboxItem[]> {
    return this.#table().all();
  }

  #table(): Table<OutboxItem> {
    return new LocalDatabase(this.#factory, 'parley', ['outbox']).table('outbox');
  }
}

/** The server's half: a retry returns the first message. */
export class FakeServer {
  readonly room = new FakeConversation([alice]);
  readonly sends: string[] = [];
  before: () => void | Promise<void> = () => {};

  socket(): FakeSocket {
    return new FakeSocket({
      'chat.send': async ({ clientId, text }) => {
        this.sends.push(clientId);
        await this.before();
        return { message: this.#first(clientId) ?? this.#accept(clientId, text) };
      },
    });
  }

  texts(): string[] {
    return this.room.messages.map(({ text }) => text);
  }

  #first(clientId: string): Message | undefined {
    return this.room.messages.find((message) => message.clientId === clientId);
  }

  #accept(clientId: string, text: string): Message {
    this.room.say(alice, text, clientId);
    const message = this.#first(clientId);
    if (!message) throw new Error('It was just written.');
    return message;
  }
}

export const settled = async () => {
  for (let turn = 0; turn < 60; turn += 1) await new Promise((resolve) => setTimeout(resolve, 0));
};

export function setUp() {
  const browser = new FakeBrowser();
  const server = new FakeServer();
  const clock = new FakeClock();
  const id = server.room.state.id;
  const write = (outbox: Outbox, text: string) => outbox.add(makeUuid(), id, { text, files: [] });
  return { browser, server, clock, id, write };
}
