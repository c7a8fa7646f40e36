import type { Conversation, Message } from '../../../protocol/chat.ts';
import { plural } from '../../ui/format.ts';
import { previewOf } from '../conversations/preview.ts';

/** So many conversations are named one by one. */
const MOST_NAMED = 3;

export interface NewsFacts {
  readonly meId: string;
  readonly nameOf: (userId: string) => string;
  readonly titleOf: (conversation: Conversation) => string;
}

/** What came in one conversation. */
interface Item {
  readonly where: string;
  readonly count: number;
  /** The last that somebody else wrote, or what happened. */
  readonly line: string | null;
  readonly isEvent: boolean;
}

/**
 * What a reader who does not see the page is told of: messages of others that come while the page is open. What stood
 * there before is no news, nor is what one wrote on any device.
 */
export class News {
  /** By conversation: the number of the last message that is known. */
  readonly #known = new Map<string, number>();
  readonly #items = new Map<string, Item>();
  #isBegun = false;

  /** From now on what comes is new. */
  begin(): void {
    this.#isBegun = true;
  }

  /** Answers whether there is something to tell. */
  look(list: readonly Conversation[], facts: NewsFacts): boolean {
    for (const conversation of list) {
      const came = conversation.lastNumber - (this.#known.get(conversation.id) ?? 0);
      this.#known.set(conversation.id, conversation.lastNumber);
      if (came > 0 && this.#isBegun) this.#gather(conversation, came, facts);
    }
    return this.#items.size > 0;
  }

  /** What came since the last time: a sentence for each conversation, or one for all where there are many. */
  take(openId: string | null, isMuted: (id: string) => boolean): string[] {
    const sentences = [...this.#items].flatMap(([id, item]) => {
      if (id === openId) return inOpen(item);
      return item.isEvent || isMuted(id) ? [] : inAnother(item);
    });
    this.#items.clear();
    return sentences.length > MOST_NAMED ? [`New messages in ${sentences.length} conversations`] : sentences;
  }

  #gather(conversation: Conversation, came: number, facts: NewsFacts): void {
    const { id, lastMessage } = conversation;
    const before = this.#items.get(id);
    const isMine = lastMessage?.senderId === facts.meId;
    const count = came - (isMine ? 1 : 0);
    if (count === 0) return;
    const preposition = conversation.kind === 'direct' ? 'from' : 'in';
    this.#items.set(id, {
      where: `${preposition} ${facts.titleOf(conversation)}`,
      count: count + (before?.count ?? 0),
      line: lastMessage && !isMine ? spoken(lastMessage, facts) : (before?.line ?? null),
      isEvent: (before?.isEvent ?? true) && count === 1 && (lastMessage?.event ?? null) !== null,
    });
  }
}

function inOpen({ count, line }: Item): string {
  if (line === null) return plural(count, 'new message');
  return count === 1 ? line : `${plural(count, 'new message')}, the last one from ${line}`;
}

function inAnother({ count, where }: Item): string {
  return count === 1 ? `New message ${where}` : `${plural(count, 'new message')} ${where}`;
}

function spoken(message: Message, { nameOf, meId }: NewsFacts): string {
  const words = previewOf(message, nameOf, meId);
  return message.event ? words : `${nameOf(message.senderId)}: ${words}`;
}
