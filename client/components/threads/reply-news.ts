import type { Follow } from '../../../protocol/chat.ts';
import type { ConversationId, MessageId } from '../../../protocol/ids.ts';
import { plural } from '../../ui/format.ts';

/** So many conversations are named one by one. */
const MOST_NAMED = 3;

/** Where the news is told: threads that stand open tell their replies themselves. */
interface TellFacts {
  readonly openRootId: MessageId | null;
  readonly isMuted: (id: ConversationId) => boolean;
  /** With its preposition: "in Watercooler", "with Bob". */
  readonly whereOf: (id: ConversationId) => string;
}

/** Replies of others in threads that one follows, for a reader who does not see the page. */
export class ReplyNews {
  readonly #known = new Map<MessageId, number>();
  readonly #came = new Map<MessageId, { readonly conversationId: ConversationId; readonly count: number }>();
  #isBegun = false;

  /** From now on what comes is new. */
  begin(): void {
    this.#isBegun = true;
  }

  /** Answers whether there is something to tell. */
  look(follows: readonly Follow[]): boolean {
    for (const { rootId, conversationId, lastNumber, readNumber, following } of follows) {
      // What is read, on whichever device, and what one wrote oneself is no news.
      const before = Math.max(this.#known.get(rootId) ?? readNumber, readNumber);
      this.#known.set(rootId, lastNumber);
      if (!this.#isBegun || !following || lastNumber <= before) continue;
      const count = (this.#came.get(rootId)?.count ?? 0) + lastNumber - before;
      this.#came.set(rootId, { conversationId, count });
    }
    return this.#came.size > 0;
  }

  /** What came since the last time: a sentence for each conversation, or one for all where there are many. */
  take({ openRootId, isMuted, whereOf }: TellFacts): string[] {
    const counts = new Map<ConversationId, number>();
    for (const [rootId, { conversationId, count }] of this.#came) {
      if (rootId === openRootId || isMuted(conversationId)) continue;
      counts.set(conversationId, count + (counts.get(conversationId) ?? 0));
    }
    this.#came.clear();
    if (counts.size > MOST_NAMED) return [`New replies in threads of ${counts.size} conversations`];
    return [...counts].map(([id, count]) =>
      count === 1
        ? `New reply in a thread ${whereOf(id)}`
        : `${plural(count, 'new reply', 'new replies')} in threads ${whereOf(id)}`,
    );
  }
}
