import type { ServerWebSocket } from 'bun';
import type { SessionId, UserId } from '../../protocol/ids.ts';
import type { Reader } from './backlog.ts';
import { ClientConnection, type ConnectionParts, type Wire } from './connection.ts';
import { addressOf, type Discretion, isOpen, OPEN, topicOf } from './discretion.ts';
import type { Topic } from './fanout.ts';

/** What a socket holds is held ten thousand times: as little as can be. */
export interface SocketData {
  readonly session: { readonly id: SessionId; readonly userId: UserId; readonly isGuest: boolean } | null;
  client: Client | null;
}
export type Socket = ServerWebSocket<SocketData>;

interface Owner {
  /** Some of what was sent waits. */
  lagging(client: Client): void;
  /** Its discretion is known. */
  opened(client: Client): void;
}

/** An open socket and its connection. */
export class Client implements Reader, Wire {
  readonly connection: ClientConnection;
  allowance = 0;
  #discretion = OPEN;
  readonly #socket: Socket;
  readonly #owner: Owner;

  constructor(socket: Socket, owner: Owner, parts: Omit<ConnectionParts, 'wire'>) {
    this.#socket = socket;
    this.#owner = owner;
    this.connection = new ClientConnection({ ...parts, wire: this });
  }

  /** What it hears. */
  get topics(): string[] {
    return this.#socket.subscriptions.map(topicOf);
  }

  /** It hears less than all. */
  get isDiscreet(): boolean {
    return !isOpen(this.#discretion);
  }

  waiting(): number {
    return this.#socket.getBufferedAmount();
  }

  /** What was published to this socket in the same turn leaves before it, in one write with it. */
  send(frame: string): void {
    this.#socket.cork(() => this.#socket.sendText(frame));
    if (this.waiting() > 0) this.#owner.lagging(this);
  }

  close(code: number, reason: string): void {
    this.#socket.close(code, reason);
  }

  ping(): void {
    this.#socket.ping();
  }

  /** All of it. */
  hears(topic: Topic): boolean {
    return this.#socket.isSubscribed(topic);
  }

  subscribe(topic: Topic): void {
    this.#socket.subscribe(addressOf(topic, this.#discretion));
  }

  unsubscribe(topic: Topic): void {
    this.#socket.unsubscribe(addressOf(topic, this.#discretion));
  }

  opened(welcomeBytes: number, discretion: Discretion): void {
    this.#note(discretion);
    this.allowance = welcomeBytes;
    this.#owner.opened(this);
  }

  /** In one turn, so that nothing is missed and nothing doubled. */
  move(discretion: Discretion): void {
    this.#note(discretion);
    for (const address of this.#socket.subscriptions) {
      const next = addressOf(topicOf(address), discretion);
      if (next === address) continue;
      this.#socket.unsubscribe(address);
      this.#socket.subscribe(next);
    }
  }

  #note(discretion: Discretion): void {
    this.#discretion = isOpen(discretion) ? OPEN : discretion;
  }
}
