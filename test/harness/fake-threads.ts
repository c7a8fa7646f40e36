import type { Change, Message, User } from '../../protocol/chat.ts';
import type { DownEvent } from '../../protocol/down.ts';
import type { MessageId } from '../../protocol/ids.ts';
import { MAX_THREAD_FACES } from '../../protocol/limits.ts';
import { untouched } from '../../protocol/quote.ts';
import type { Replies, UpInputOf } from '../../protocol/up.ts';
import { makeUuid } from '../../client/uuid.ts';
import { FakeConversation } from './fake-chat-server.ts';

/** A conversation in which threads hang on messages: replies take changes, and numbers of their own. */
export class FakeThreads extends FakeConversation {
  readonly threads = new Map<MessageId, Message[]>();

  repliesTo(number: number): Message[] {
    return this.threads.get(this.at(number).id) ?? [];
  }

  reply(sender: User, to: number, text: string, more: Partial<Message> = {}): DownEvent {
    const root = this.at(to);
    const change = this.state.lastChange + 1;
    const replies = this.repliesTo(to);
    const message: Message = {
      ...untouched(change),
      ...{ id: makeUuid(), clientId: makeUuid(), conversationId: this.state.id, threadRootId: root.id },
      ...{ number: replies.length + 1, change, senderId: sender.id, text, createdAt: change },
      ...{ replyTo: null, files: [], event: null },
      ...more,
    };
    this.threads.set(root.id, [...replies, message]);
    const faces = [...new Set([...(root.thread?.participantIds ?? []), sender.id])];
    const participantIds = faces.slice(0, MAX_THREAD_FACES);
    this.messages[to - 1] = { ...root, thread: { replies: message.number, lastAt: change, participantIds } };
    return this.record({ kind: 'message', change, message });
  }

  editReply(to: number, number: number, text: string): DownEvent | null {
    const replies = this.repliesTo(to);
    const before = replies[number - 1];
    if (!before) return null;
    const change = this.state.lastChange + 1;
    const message = { ...before, text, revision: change };
    this.threads.set(this.at(to).id, replies.with(number - 1, message));
    return this.record({ kind: 'edited', change, message });
  }

  override page(up: UpInputOf<'chat.page'>): Replies['chat.page'] {
    const root = this.messages.find(({ id }) => id === up.threadRootId);
    if (!root) return super.page(up);
    const messages = (this.threads.get(root.id) ?? []).slice(-(up.limit ?? 50));
    return { messages, hasBefore: false, hasAfter: false, thread: { root, follow: null } };
  }

  protected override asItStands(change: Change): Change {
    if (change.kind !== 'message' && change.kind !== 'edited') return super.asItStands(change);
    const { id, threadRootId } = change.message;
    const message = this.threads.get(threadRootId ?? '')?.find((reply) => reply.id === id);
    return message ? { ...change, message } : super.asItStands(change);
  }
}
