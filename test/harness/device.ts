import type { Conversation, Message } from '../../protocol/chat.ts';
import type { DownEvent } from '../../protocol/down.ts';
import { systemClock } from '../../client/clock.ts';
import { makeSocket, type OwnedSocket } from '../../client/socket/make-socket.ts';
import { ChatModel } from '../../client/stores/chat-model.ts';
import { openWebSocket, type TestClient } from './client.ts';

/** A page without a page: the client's own socket and model of conversations, against a real server. */
export interface Device {
  readonly socket: OwnedSocket;
  readonly model: ChatModel;
  readonly events: DownEvent[];
  /** How often changes had to be asked for. */
  readonly catchUps: number;
  conversations(): Conversation[];
  /** The loaded messages of a conversation. */
  messages(id: string): readonly Message[];
  /** Resolves when the condition holds, and rejects after a while. */
  until(what: string, holds: () => boolean): Promise<void>;
  /** The line is cut as by a network that went away; the socket comes back by itself. */
  cut(): void;
  close(): void;
}

const PATIENCE_MS = 10_000;

export async function openDevice(client: TestClient): Promise<Device> {
  const device = new OpenDevice(client);
  await device.until('the welcome', () => device.events.some((event) => event.t === 'session.welcome'));
  return device;
}

class OpenDevice implements Device {
  readonly socket: OwnedSocket;
  readonly model: ChatModel;
  readonly events: DownEvent[] = [];
  catchUps = 0;
  #ws: WebSocket | null = null;

  constructor(client: TestClient) {
    this.socket = makeSocket({
      url: client.url,
      deviceId: crypto.randomUUID(),
      makeWebSocket: () => {
        this.#ws = openWebSocket(client);
        return this.#ws;
      },
      random: () => 0.02,
      wakeUps: () => () => {},
    });
    this.model = new ChatModel(this.#counting(), systemClock);
    this.socket.onEvent((event) => {
      this.events.push(event);
      this.model.hear(event);
    });
    this.socket.open();
  }

  conversations(): Conversation[] {
    return this.model.ids().flatMap((id) => this.model.get(id)?.conversation ?? []);
  }

  messages(id: string): readonly Message[] {
    return this.model.get(id)?.window?.messages ?? [];
  }

  async until(what: string, holds: () => boolean): Promise<void> {
    const deadline = performance.now() + PATIENCE_MS;
    while (!holds()) {
      if (performance.now() > deadline) throw new Error(`still waiting for: ${what}`);
      await Bun.sleep(5);
    }
  }

  cut(): void {
    (this.#ws as Bun.WebSocket | null)?.terminate();
  }

  close(): void {
    this.model.close();
    this.socket.close();
  }

  #counting(): OwnedSocket {
    const { socket } = this;
    const counted: OwnedSocket['request'] = (up) => {
      if ('t' in up && up.t === 'chat.changes') this.catchUps += 1;
      return socket.request(up);
    };
    return new Proxy(socket, {
      get: (target, key) => {
        if (key === 'request') return counted;
        const value: unknown = Reflect.get(target, key, target);
        return typeof value === 'function' ? value.bind(target) : value;
      },
    });
  }
}
