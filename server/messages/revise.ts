import type { TransactionSql } from 'postgres';
import type { Db } from '../../db/client.ts';
import type { Change, GroupRole, Message } from '../../protocol/chat.ts';
import { archived, conflict, forbidden, notFound } from '../../protocol/errors.ts';
import type { ConversationId, MessageId, UserId } from '../../protocol/ids.ts';
import type { Clock } from '../clock.ts';
import type { Logger } from '../log.ts';
import type { Fanout } from '../realtime/fanout.ts';
import type { PresenceBook } from '../realtime/presence.ts';
import { tellFollowers } from '../threads/read-follows.ts';
import { readMessage } from './message-row.ts';
import { changeOf, type Touch } from './touches.ts';

export interface ReviseParts {
  readonly db: Db;
  readonly fanout: Pick<Fanout, 'toConversation' | 'toUser'>;
  readonly presence: Pick<PresenceBook, 'online'>;
  readonly clock: Clock;
  /** Looks at the links of what was written, afterwards. */
  readonly previews?: { look(message: Message): void };
  readonly log: Logger;
}

/** A message under the lock of its conversation: nobody else changes it, or its place, until the commit. */
export interface Standing {
  readonly tx: TransactionSql;
  readonly message: Message;
  readonly userId: UserId;
  readonly role: GroupRole;
  readonly kind: 'direct' | 'group';
  /** The number that this change takes. */
  readonly change: number;
  readonly now: number;
}

type Told<T> = T extends Touch ? Omit<T, 'change' | 'messageId' | 'userId'> : never;
export type Revision = Told<Touch>;

/**
 * The one way to change a message that stands: waits for the conversation's turn, lets `body` change the message,
 * takes the number in the same transaction and tells everyone after the commit. Where `body` answers null everything
 * stays as it is.
 */
export async function reviseMessage(
  { db, fanout, clock, log }: ReviseParts,
  { userId, messageId }: { readonly userId: UserId; readonly messageId: MessageId },
  body: (standing: Standing) => Promise<Revision | null>,
): Promise<Message> {
  const now = clock.now();
  const revised = await db.$client.begin(async (tx) => {
    const turn = await takeTurn(tx, userId, messageId);
    const message = await standing(tx, messageId);
    const change = turn.lastChange + 1;
    const revision = await body({ tx, message, userId, role: turn.role, kind: turn.kind, change, now });
    if (!revision) return { message, made: null };
    const touch: Touch = { ...revision, change, messageId: message.id, userId };
    await storeTouch(tx, message, touch);
    const after = await standing(tx, messageId);
    return { message: after, made: changeOf(touch, after) };
  });
  const { message, made } = revised as { message: Message; made: Change | null };
  const { conversationId } = message;
  if (made) fanout.toConversation(conversationId, { t: 'chat.changed', conversationId, change: made });
  // Whom it named, and names no longer.
  if (made && message.threadRootId !== null && 'message' in made) {
    await tellFollowers({ sql: db.$client, fanout, log }, [message.threadRootId]);
  }
  return message;
}

/** What members do to each other's messages, they do to those that people wrote and did not take back. */
export function requireWritten({ event, deletedAt }: Message): void {
  if (event) throw forbidden('Nobody wrote this line.');
  if (deletedAt !== null) throw conflict('The message was deleted.');
}

interface Turn {
  readonly id: ConversationId;
  readonly kind: 'direct' | 'group';
  readonly role: GroupRole;
  readonly lastChange: number;
}

/** The lock first: a membership that is seen under it holds until the commit. */
async function takeTurn(tx: TransactionSql, userId: UserId, messageId: MessageId): Promise<Turn> {
  const [place] = await tx<{ id: ConversationId; lastChange: number; isArchived: boolean }[]>`
    select id, last_change::float8 as "lastChange", archived_at is not null as "isArchived" from conversations
    where id = (select conversation_id from messages where id = ${messageId}) for no key update`;
  if (!place) throw notFound('The message');
  const [membership] = await tx<Pick<Turn, 'kind' | 'role'>[]>`
    select c.kind, ms.role from memberships ms join conversations c on c.id = ms.conversation_id
    where ms.conversation_id = ${place.id} and ms.user_id = ${userId}`;
  if (!membership) throw notFound('The message');
  if (place.isArchived) throw archived();
  return { ...place, ...membership };
}

async function standing(tx: TransactionSql, messageId: MessageId): Promise<Message> {
  const message = await readMessage(tx, messageId);
  if (!message) throw notFound('The message');
  return message;
}

/** Under the lock of the conversation. */
export async function storeTouch(
  tx: TransactionSql,
  { id, conversationId }: Pick<Message, 'id' | 'conversationId'>,
  touch: Touch,
): Promise<void> {
  await Promise.all([
    tx`update conversations set last_change = ${touch.change} where id = ${conversationId}`,
    tx`update messages set revision = ${touch.change} where id = ${id}`,
    tx`
      insert into changes (conversation_id, change, payload)
      values (${conversationId}, ${touch.change}, ${JSON.stringify(touch)}::jsonb)`,
  ]);
}
