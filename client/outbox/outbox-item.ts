import type { FileInfo, NewPoll, Quote } from '../../protocol/chat.ts';
import type { ErrorCode } from '../../protocol/errors.ts';
import type { ClientMessageId, ConversationId, MessageId, UserId } from '../../protocol/ids.ts';

/** A message that the server has not acknowledged, as this device keeps it. */
export interface OutboxItem {
  readonly clientId: ClientMessageId;
  readonly userId: UserId;
  readonly conversationId: ConversationId;
  /** Of the thread that it is a reply in; an item of an older page has none. */
  readonly threadRootId?: MessageId | null;
  readonly text: string;
  readonly files: FileInfo[];
  /** Of the message that it answers; an item of an older page has none. */
  readonly quote?: Quote | null;
  /** Its text is the question. */
  readonly poll?: NewPoll | undefined;
  /** Also its place in the order: no two items of a tab have the same. */
  readonly createdAt: number;
  /** `failed`: the server refused it for good; it stays until the user retries or discards it. */
  readonly state: 'waiting' | 'failed';
  readonly problem: ErrorCode | null;
}
