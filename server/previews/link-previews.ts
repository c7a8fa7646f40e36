import type { Message } from '../../protocol/chat.ts';
import { ParleyError } from '../../protocol/errors.ts';
import { readRules } from '../admin/rules.ts';
import type { ReviseParts } from '../messages/revise.ts';
import { linksOf } from './links.ts';
import { attachPreviews, type FoundLink } from './message-previews.ts';
import { type BookParts, PreviewBook } from './preview-book.ts';

/** Messages whose links are looked at, at the same time and in line behind them. More go without. */
const MAX_AT_ONCE = 4;
const MAX_WAITING = 200;
/** Nobody fills the line alone. */
const MAX_WAITING_OF_ONE = 20;
const EXPECTED: ReadonlySet<string> = new Set(['not_found', 'forbidden', 'conflict']);

type Parts = BookParts & ReviseParts;
type Sent = Pick<Message, 'id' | 'senderId' | 'text' | 'previews'>;

export function makeLinkPreviews(parts: Parts): LinkPreviews {
  return new LinkPreviews(parts);
}

/**
 * Looks at what the links of messages lead to, after the messages were committed and told. What is found becomes a
 * change of the message. It lives in memory: a process that ends loses the previews under way and nothing else.
 */
export class LinkPreviews {
  readonly #parts: Parts;
  readonly #book: PreviewBook;
  readonly #waiting: Sent[] = [];
  readonly #working = new Set<Promise<void>>();
  #closed = false;

  constructor(parts: Parts) {
    this.#parts = parts;
    this.#book = new PreviewBook(parts);
  }

  /** A message as it was sent or edited; returns at once. */
  look(message: Sent): void {
    if (this.#closed || linksOf(message.text).length === 0 || this.#isFullFor(message.senderId)) return;
    this.#waiting.push(message);
    this.#next();
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#waiting.length = 0;
    await this.#book.close();
    await Promise.allSettled(this.#working);
  }

  #isFullFor(senderId: string): boolean {
    const own = this.#waiting.filter((other) => other.senderId === senderId);
    return this.#waiting.length >= MAX_WAITING || own.length >= MAX_WAITING_OF_ONE;
  }

  #next(): void {
    while (this.#working.size < MAX_AT_ONCE) {
      const message = this.#waiting.shift();
      if (!message) return;
      const work = this.#work(message)
        .catch((error: unknown) => this.#note(error))
        .finally(() => {
          this.#working.delete(work);
          this.#next();
        });
      this.#working.add(work);
    }
  }

  async #work(message: Sent): Promise<void> {
    const { linkPreviews } = await readRules(this.#parts.db.$client);
    if (!linkPreviews) return;
    const links = linksOf(message.text).filter((url) => message.previews.every((shown) => shown.url !== url));
    const found = await Promise.all(
      links.map(async (url): Promise<FoundLink | []> => {
        const previewId = await this.#book.find(url);
        return previewId === null ? [] : { url, previewId };
      }),
    );
    if (found.flat().length > 0 && !this.#closed) await attachPreviews(this.#parts, message, found.flat());
  }

  /** A sender who left meanwhile, a group in the archive, a database that is away: the message stays without. */
  #note(error: unknown): void {
    if (error instanceof ParleyError && EXPECTED.has(error.code)) return;
    this.#parts.log.warn({ err: error }, 'a message stays without its previews');
  }
}
