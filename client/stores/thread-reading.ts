import type { MessageId } from '../../protocol/ids.ts';
import type { FollowBook } from './follow-book.ts';
import type { MarkSender } from './mark-sender.ts';
import type { Page } from './page.ts';

/** How far this user read the threads they follow: shown at once, carried to the server by the mark sender. */
export class ThreadReading {
  readonly #follows: FollowBook;
  readonly #marks: MarkSender;
  readonly #page: Page;
  /** Shown on a page that nobody looks at: read when somebody does. */
  readonly #unseen = new Map<MessageId, number>();

  constructor(follows: FollowBook, marks: MarkSender, page: Page) {
    this.#follows = follows;
    this.#marks = marks;
    this.#page = page;
  }

  read(rootId: MessageId, number: number): void {
    if (!this.#page.isVisible()) {
      this.#unseen.set(rootId, Math.max(number, this.#unseen.get(rootId) ?? 0));
      return;
    }
    const follow = this.#follows.get(rootId);
    if (!follow || number <= follow.readNumber) return;
    this.#follows.read(rootId, number);
    this.#marks.mark(rootId, { read: number });
  }

  /** Somebody looks at the page again. */
  look(): void {
    const unseen = [...this.#unseen];
    this.#unseen.clear();
    for (const [rootId, number] of unseen) this.read(rootId, number);
  }

  resume(): void {
    this.#marks.resume();
  }

  clear(): void {
    this.#unseen.clear();
    this.#marks.clear();
  }
}
