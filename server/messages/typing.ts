import type { ConversationId } from '../../protocol/ids.ts';
import { TYPING_RENEW_MS, TYPING_TTL_MS } from '../../protocol/limits.ts';
import type { Clock } from '../clock.ts';

/** Clients renew about as often; a little earlier must not be dropped. */
const SHORTEST_GAP_MS = TYPING_RENEW_MS / 2;

/** What one connection says about typing: whether it is worth passing on. */
export class TypingFilter {
  readonly #clock: Clock;
  /** When each conversation heard last that this device types. */
  readonly #heardAt = new Map<ConversationId, number>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Conversations that may show this device as typing. */
  get size(): number {
    return this.#heardAt.size;
  }

  isNews(conversationId: ConversationId, stopped: boolean): boolean {
    const now = this.#clock.now();
    const heardAt = this.#heardAt.get(conversationId);
    if (stopped) return this.#heardAt.delete(conversationId);
    if (heardAt !== undefined && now - heardAt < SHORTEST_GAP_MS) return false;
    this.#forget(now - TYPING_TTL_MS);
    this.#heardAt.delete(conversationId);
    this.#heardAt.set(conversationId, now);
    return true;
  }

  /** They stand in the order of their times. */
  #forget(before: number): void {
    for (const [conversationId, heardAt] of this.#heardAt) {
      if (heardAt >= before) return;
      this.#heardAt.delete(conversationId);
    }
  }
}
