import type { Change, Conversation, Message, Quote } from '../../protocol/chat.ts';
import type { UserId } from '../../protocol/ids.ts';
import { MAX_UNREAD_MENTIONS } from '../../protocol/limits.ts';
import { quoteOf } from '../../protocol/quote.ts';
import { longer } from './apply-reply.ts';
import { readUntilOf } from './receipts.ts';

/** A change of a message that stands. */
export type Touch = Extract<
  Change,
  { kind: 'edited' | 'deleted' | 'reacted' | 'pinned' | 'previewed' | 'voted' }
>;

/** The messages after the change; the same array where it touches none of them. */
export function touchAll(messages: readonly Message[], touch: Touch): readonly Message[] {
  const next = messages.map((message) => touchOne(message, touch));
  return next.some((message, index) => message !== messages[index]) ? next : messages;
}

/** A message is touched itself, or its quote is: a quote follows its source. */
export function touchOne(message: Message, touch: Touch): Message {
  if (touch.kind === 'edited' || touch.kind === 'deleted') {
    const source = touch.message;
    if (message.id === source.id) return newer(message, source);
    return message.replyTo === source.id ? withQuote(message, source) : message;
  }
  if (message.id !== touch.messageId || message.revision >= touch.change) return message;
  const revision = touch.change;
  switch (touch.kind) {
    case 'reacted':
      return { ...message, revision, reactions: touch.reactions };
    case 'pinned':
      return { ...message, revision, pinned: touch.pinned };
    case 'previewed':
      return { ...message, revision, previews: touch.previews };
    case 'voted':
      return { ...message, revision, poll: touch.poll };
    default:
      return touch satisfies never;
  }
}

/** Of two copies of one message the one that more changes are in. Its thread grows by replies, which are none of them. */
export function newer(mine: Message, other: Message): Message {
  const one = other.revision > mine.revision ? other : mine;
  const thread = longer(mine.thread, other.thread);
  return thread === one.thread ? one : { ...one, thread };
}

function withQuote(message: Message, source: Message): Message {
  const quote = quoteOfMessage(source);
  const before = message.quote;
  const isSame =
    before?.text === quote.text && before.deleted === quote.deleted && before.fileCount === quote.fileCount;
  return isSame ? message : { ...message, quote };
}

export function quoteOfMessage(source: Message): Quote {
  const [fileCount, deleted] = [source.files.length, source.deletedAt !== null];
  return quoteOf({ ...source, fileCount, poll: source.poll !== null, deleted });
}

/** The unread messages that name me, after one of them came or was changed. */
export function mentionedAfter(conversation: Conversation, message: Message, me: UserId | null): number[] {
  const { mentioned } = conversation;
  const { number } = message;
  if (message.threadRootId !== null) return mentioned;
  const names = me !== null && isNamedIn(message, me) && number > readUntilOf(conversation, me);
  if (names === mentioned.includes(number)) return mentioned;
  if (!names) return mentioned.filter((other) => other !== number);
  return [...mentioned, number].toSorted((a, b) => a - b).slice(-MAX_UNREAD_MENTIONS);
}

/** Whether a message names this user. Nobody is named by themselves. */
export function isNamedIn({ senderId, mentions, mentionsAll }: Message, me: UserId | null): boolean {
  return me !== null && senderId !== me && (mentionsAll || mentions.includes(me));
}
