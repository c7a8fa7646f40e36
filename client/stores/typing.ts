import type { ConversationId, UserId } from '../../protocol/ids.ts';
import { TYPING_RENEW_MS, TYPING_TTL_MS } from '../../protocol/limits.ts';
import type { Clock } from '../clock.ts';
import type { Socket } from '../socket/socket.ts';

/** Without input for this long the notice is taken back. */
const IDLE_MS = 4_000;

/** Tells others that this user types: renewed while it goes on, taken back when it ends. */
export class TypingNotices {
  readonly #socket: Socket;
  readonly #clock: Clock;
  #told: { id: ConversationId; at: number } | null = null;
  #stopTimer: () => void = () => {};

  constructor(socket: Socket, clock: Clock) {
    this.#socket = socket;
    this.#clock = clock;
  }

  typed(id: ConversationId): void {
    if (this.#told && this.#told.id !== id) this.ended(this.#told.id);
    const now = this.#clock.now();
    if (!this.#told || now - this.#told.at >= TYPING_RENEW_MS) {
      this.#told = { id, at: now };
      this.#tell(id, false);
    }
    this.#stopTimer();
    this.#stopTimer = this.#clock.after(IDLE_MS, () => this.ended(id));
  }

  ended(id: ConversationId): void {
    if (this.#told?.id !== id) return;
    this.#stopTimer();
    this.#told = null;
    this.#tell(id, true);
  }

  clear(): void {
    this.#stopTimer();
    this.#told = null;
  }

  #tell(conversationId: ConversationId, stopped: boolean): void {
    this.#socket.notify<'chat.typing'>({ t: 'chat.typing', conversationId, stopped });
  }
}

/** Who types where, as others tell; each notice holds for a while unless renewed. */
export class TypingPeople {
  readonly #clock: Clock;
  readonly #show: (id: ConversationId, typing: UserId[]) => void;
  readonly #people = new Map<ConversationId, Map<UserId, () => void>>();

  constructor(clock: Clock, show: (id: ConversationId, typing: UserId[]) => void) {
    this.#clock = clock;
    this.#show = show;
  }

  heard(id: ConversationId, userId: UserId): void {
    const people = this.#people.get(id) ?? new Map<UserId, () => void>();
    this.#people.set(id, people);
    const stop = people.get(userId);
    stop?.();
    people.set(
      userId,
      this.#clock.after(TYPING_TTL_MS, () => this.ended(id, userId)),
    );
    if (!stop) this.#show(id, [...people.keys()]);
  }

  /** Said so, ran out, or the message came. */
  ended(id: ConversationId, userId: UserId): void {
    const people = this.#people.get(id);
    people?.get(userId)?.();
    if (people?.delete(userId)) this.#show(id, [...people.keys()]);
  }

  /** The connection was lost: what was heard before says nothing now. */
  clear(): void {
    for (const [id, people] of this.#people) for (const userId of [...people.keys()]) this.ended(id, userId);
  }
}
