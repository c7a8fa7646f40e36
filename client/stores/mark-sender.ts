import { ParleyError } from '../../protocol/errors.ts';
import type { ConversationId, MessageId } from '../../protocol/ids.ts';
import type { Clock } from '../clock.ts';
import type { Socket } from '../socket/socket.ts';

/** At most two frames a second for each conversation. */
const SPACING_MS = 500;
const RETRY_MS = 3_000;

interface Marks {
  readonly delivered: number;
  readonly read: number;
}

/** What the server calls that which is marked; null: it is gone. */
type PlaceOf = (id: string) => { conversationId: ConversationId; threadRootId?: MessageId } | null;

/** Carries this device's marks to the server: coalesced, the highest wins, kept until the server has them. */
export class MarkSender {
  readonly #socket: Socket;
  readonly #clock: Clock;
  readonly #placeOf: PlaceOf;
  readonly #wanted = new Map<string, Marks>();
  readonly #resting = new Map<string, () => void>();
  readonly #asked = new Set<string>();

  constructor(socket: Socket, clock: Clock, placeOf: PlaceOf = (id) => ({ conversationId: id })) {
    this.#socket = socket;
    this.#clock = clock;
    this.#placeOf = placeOf;
  }

  /** The read mark that the server may not have yet. */
  wantedRead(id: string): number {
    return this.#wanted.get(id)?.read ?? 0;
  }

  mark(id: string, marks: Partial<Marks>): void {
    const before = this.#wanted.get(id) ?? { delivered: 0, read: 0 };
    const read = Math.max(before.read, marks.read ?? 0);
    const delivered = Math.max(before.delivered, marks.delivered ?? 0, read);
    if (read === before.read && delivered === before.delivered) return;
    this.#wanted.set(id, { delivered, read });
    this.#send(id);
  }

  /** The connection is there again. */
  resume(): void {
    for (const id of [...this.#wanted.keys()]) this.#send(id);
  }

  clear(): void {
    for (const stop of this.#resting.values()) stop();
    this.#resting.clear();
    this.#wanted.clear();
  }

  #send(id: string): void {
    const [marks, place] = [this.#wanted.get(id), this.#placeOf(id)];
    if (
      !marks ||
      !place ||
      this.#resting.has(id) ||
      this.#asked.has(id) ||
      this.#socket.state.state !== 'open'
    )
      return;
    this.#rest(id, SPACING_MS);
    this.#asked.add(id);
    const { delivered, read } = marks;
    this.#socket
      .request<'chat.mark'>({
        t: 'chat.mark',
        ...place,
        ...(delivered > 0 ? { delivered } : {}),
        ...(read > 0 ? { read } : {}),
      })
      .then(
        () => this.#forget(id, marks),
        (error) => this.#failed(id, marks, error),
      )
      .finally(() => {
        this.#asked.delete(id);
        this.#send(id);
      });
  }

  #forget(id: string, marks: Marks): void {
    if (this.#wanted.get(id) === marks) this.#wanted.delete(id);
  }

  #failed(id: string, marks: Marks, error: unknown): void {
    const code = error instanceof ParleyError ? error.code : 'internal';
    if (code !== 'unavailable' && code !== 'rate_limited') return this.#forget(id, marks);
    const retryAfterMs = error instanceof ParleyError ? error.retryAfterMs : undefined;
    this.#rest(id, retryAfterMs ?? RETRY_MS);
  }

  #rest(id: string, ms: number): void {
    this.#resting.get(id)?.();
    const stop = this.#clock.after(ms, () => {
      this.#resting.delete(id);
      this.#send(id);
    });
    this.#resting.set(id, stop);
  }
}
