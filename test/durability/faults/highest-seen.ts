import type { Clock } from '../../../client/clock.ts';
import type { Tracked } from '../../../client/stores/apply.ts';
import type { Window } from '../../../client/stores/window.ts';
import { ChatModel } from '../../../client/stores/chat-model.ts';
import type { Socket } from '../../../client/socket/socket.ts';
import type { Change } from '../../../protocol/chat.ts';
import type { DownEvent } from '../../../protocol/down.ts';
import { MAX_PAGE } from '../../../protocol/limits.ts';
import type { View } from '../client/tab.ts';

/** A client whose cursor is the highest number it has seen: it asks for what came later, never for what is missing. */
export class HighestSeen implements View {
  readonly #model: ChatModel;
  readonly #socket: Socket;
  readonly #windows = new Map<string, Window>();
  readonly #listeners = new Set<(ids: readonly string[]) => void>();

  constructor(socket: Socket, clock: Clock) {
    this.#socket = socket;
    // Keeps who is where; it never sees a change, so it misses none.
    this.#model = new ChatModel(socket, clock);
    this.#model.onChange((ids) => this.#tell(ids));
  }

  ids = () => this.#model.ids();
  learn = () => {};
  loadThread = async () => {};
  dropThread = () => {};
  trim = () => {};
  close = () => this.#model.close();

  get(id: string): Tracked | undefined {
    const tracked = this.#model.get(id);
    return tracked && { ...tracked, window: this.#windows.get(id) ?? null };
  }

  onChange(listener: (ids: readonly string[]) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  hear(event: DownEvent): void {
    if (event.t === 'chat.changed') return this.#apply(event.conversationId, [event.change]);
    this.#model.hear(event);
    if (event.t === 'session.welcome')
      for (const id of this.ids()) void this.#catchUp(id).catch(() => undefined);
  }

  async load(id: string): Promise<void> {
    const page = {
      t: 'chat.page',
      conversationId: id,
      direction: 'newest',
      anchor: 0,
      limit: MAX_PAGE,
    } as const;
    const { messages } = await this.#socket.request<'chat.page'>(page);
    this.#windows.set(id, { change: messages.at(-1)?.change ?? 0, messages });
    this.#tell([id]);
  }

  async #catchUp(id: string): Promise<void> {
    for (let more = true; more; ) {
      const after = this.#windows.get(id)?.change;
      if (after === undefined) return;
      const ask = { t: 'chat.page', conversationId: id, direction: 'after', limit: MAX_PAGE } as const;
      const anchor = this.#windows.get(id)?.messages.at(-1)?.number ?? 0;
      const { messages } = await this.#socket.request<'chat.page'>({ ...ask, anchor });
      this.#apply(
        id,
        messages.map((message) => ({ kind: 'message', change: message.change, message })),
      );
      more = messages.length === MAX_PAGE;
    }
  }

  #apply(id: string, changes: readonly Change[]): void {
    const window = this.#windows.get(id);
    if (!window) return;
    let { change, messages } = window;
    for (const next of changes) {
      if (next.kind !== 'message' || next.change <= change) continue;
      change = next.change;
      messages = [...messages, next.message];
    }
    if (change === window.change) return;
    this.#windows.set(id, { change, messages });
    this.#tell([id]);
  }

  #tell(ids: readonly string[]): void {
    for (const listener of this.#listeners) listener(ids);
  }
}
