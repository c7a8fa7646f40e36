import type { DownEvent } from '../../protocol/down.ts';
import type { Connection } from '../realtime/device.ts';

/** A connection as another process is told of it. */
export type ConnectionCard = Pick<Connection, 'id' | 'deviceId' | 'userId' | 'sessionId' | 'isGuest'>;

export function cardOf({ id, deviceId, userId, sessionId, isGuest }: Connection): ConnectionCard {
  return { id, deviceId, userId, sessionId, isGuest };
}

interface FarParts {
  /** The process that its socket is in. */
  readonly node: string;
  readonly now: number;
  readonly send: (connectionId: string, event: DownEvent) => void;
  readonly probe: (connectionId: string) => void;
}

/** A socket in another process, as the process that holds its meeting sees it. */
export class FarConnection implements Connection {
  readonly id: string;
  readonly deviceId: string;
  readonly userId: string;
  readonly sessionId: string;
  readonly isGuest: boolean;
  readonly node: string;
  readonly #parts: FarParts;
  #heardAt: number;
  #listeners: (() => void)[] | null = [];

  constructor(card: ConnectionCard, parts: FarParts) {
    this.id = card.id;
    this.deviceId = card.deviceId;
    this.userId = card.userId;
    this.sessionId = card.sessionId;
    this.isGuest = card.isGuest;
    this.node = parts.node;
    this.#parts = parts;
    this.#heardAt = parts.now;
  }

  get isOpen(): boolean {
    return this.#listeners !== null;
  }

  get heardAt(): number {
    return this.#heardAt;
  }

  heard(at: number): void {
    this.#heardAt = Math.max(this.#heardAt, at);
  }

  send(event: DownEvent): void {
    if (this.#listeners) this.#parts.send(this.id, event);
  }

  probe(): void {
    this.#parts.probe(this.id);
  }

  onClose(listener: () => void): void {
    if (this.#listeners) this.#listeners.push(listener);
    else listener();
  }

  close(): void {
    const listeners = this.#listeners ?? [];
    this.#listeners = null;
    for (const listener of listeners) listener();
  }
}
