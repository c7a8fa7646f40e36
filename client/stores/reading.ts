import type { ConversationId, UserId } from '../../protocol/ids.ts';
import type { ChatModel } from './chat-model.ts';
import type { MarkSender } from './mark-sender.ts';
import type { Page } from './page.ts';
import { readNumberOf } from './receipts.ts';

/** This user's own marks: shown at once, carried to the server by the mark sender. */
export class Reading {
  readonly #model: ChatModel;
  readonly #marks: MarkSender;
  readonly #page: Page;
  readonly #myId: () => UserId | undefined;
  /** Shown on a page that nobody looks at: read when somebody does. */
  readonly #unseen = new Map<ConversationId, number>();

  constructor(model: ChatModel, marks: MarkSender, page: Page, myId: () => UserId | undefined) {
    this.#model = model;
    this.#marks = marks;
    this.#page = page;
    this.#myId = myId;
  }

  read(id: ConversationId, number: number): void {
    if (!this.#page.isVisible()) {
      this.#unseen.set(id, Math.max(number, this.#unseen.get(id) ?? 0));
      return;
    }
    const [me, conversation] = [this.#myId(), this.#model.get(id)?.conversation];
    if (me === undefined || !conversation || number <= readNumberOf(conversation, me)) return;
    this.#model.mark(id, { userId: me, delivered: number, read: number });
    this.#marks.mark(id, { read: number });
  }

  /** Somebody looks at the page again. */
  look(): void {
    const unseen = [...this.#unseen];
    this.#unseen.clear();
    for (const [id, number] of unseen) this.read(id, number);
  }

  /** Whatever reached this device counts as delivered. */
  deliver(ids: readonly ConversationId[]): void {
    const me = this.#myId();
    for (const id of ids) {
      const conversation = this.#model.get(id)?.conversation;
      const mine = conversation?.members.find(({ userId }) => userId === me);
      if (!conversation || !mine) continue;
      // One's own newest message is no news; what others said just before it is.
      const isMine = conversation.lastMessage?.senderId === me;
      const delivered = conversation.lastNumber - (isMine ? 1 : 0);
      if (mine.deliveredNumber >= delivered) continue;
      this.#model.mark(id, { userId: mine.userId, delivered, read: mine.readNumber });
      this.#marks.mark(id, { delivered });
    }
  }

  /** After a welcome, whose snapshot does not know the marks that never arrived. */
  resume(): void {
    const me = this.#myId();
    for (const id of this.#model.ids()) {
      const read = this.#marks.wantedRead(id);
      if (me !== undefined && read > 0) this.#model.mark(id, { userId: me, delivered: read, read });
    }
    this.#marks.resume();
  }

  clear(): void {
    this.#unseen.clear();
    this.#marks.clear();
  }
}
