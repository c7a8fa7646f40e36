import type { TransactionSql } from 'postgres';
import type { Db } from '../../db/client.ts';
import type { Message, User } from '../../protocol/chat.ts';
import { conflict, forbidden, invalid, notFound } from '../../protocol/errors.ts';
import type { MessageId, UserId } from '../../protocol/ids.ts';
import type { Choice, Poll } from '../../protocol/poll.ts';
import { isClosed } from '../../protocol/poll-rules.ts';
import type { Fanout } from '../realtime/fanout.ts';
import { readMessage } from './message-row.ts';
import { requireWritten, type ReviseParts, reviseMessage, type Standing } from './revise.ts';

const MOST_VOTERS = 500;

export interface VoteParts extends ReviseParts {
  readonly fanout: Pick<Fanout, 'toConversation' | 'toUser'>;
}

/** The whole choice, in the place of the one before; the same again changes nothing. */
export async function vote(
  parts: VoteParts,
  userId: UserId,
  { messageId, choice }: { readonly messageId: MessageId; readonly choice: readonly number[] },
): Promise<Message> {
  const wanted = [...new Set(choice)].toSorted((a, b) => a - b);
  const message = await reviseMessage(parts, { userId, messageId }, async (standing) => {
    const poll = requirePoll(standing.message);
    if (isClosed(poll, standing.now)) throw conflict('The poll is closed.');
    if (wanted.some((option) => option >= poll.options.length)) throw invalid('The poll has no such option.');
    if (wanted.length > 1 && !poll.several) throw invalid('Of this poll one option is chosen.');
    const before = await readChoice(standing.tx, messageId, userId);
    if (before.join() === wanted.join()) return null;
    await replaceChoice(standing, wanted);
    return { kind: 'voted' };
  });
  const { revision } = message;
  parts.fanout.toUser(userId, { t: 'chat.chose', messageId: message.id, revision, choice: wanted });
  return message;
}

/** By who asked, or a moderator of the group. */
export async function closePoll(
  parts: ReviseParts,
  userId: UserId,
  { messageId }: { readonly messageId: MessageId },
): Promise<Message> {
  return reviseMessage(parts, { userId, messageId }, async ({ tx, message, kind, role, now }) => {
    const poll = requirePoll(message);
    const isModerator = kind === 'group' && role !== 'member';
    if (message.senderId !== userId && !isModerator) {
      throw forbidden('Only who asked, or a moderator, closes a poll.');
    }
    if (isClosed(poll, now)) return null;
    await tx`update polls set closed_at = to_timestamp(${now}::float8 / 1000) where message_id = ${message.id}`;
    return { kind: 'voted' };
  });
}

function requirePoll(message: Message): Poll {
  requireWritten(message);
  if (!message.poll) throw invalid('This message is no poll.');
  return message.poll;
}

async function readChoice(tx: TransactionSql, messageId: MessageId, userId: UserId): Promise<number[]> {
  const rows = await tx<{ option: number }[]>`
    select option from poll_votes where message_id = ${messageId} and user_id = ${userId} order by option`;
  return rows.map(({ option }) => option);
}

/** What stays chosen keeps its place among the voters. */
async function replaceChoice(
  { tx, message, userId, change }: Standing,
  choice: readonly number[],
): Promise<void> {
  await tx`
    delete from poll_votes
    where message_id = ${message.id} and user_id = ${userId} and option <> all(${[...choice]}::smallint[])`;
  await tx`
    insert into poll_votes (message_id, user_id, option, change)
    select ${message.id}, ${userId}, option, ${change} from unnest(${[...choice]}::smallint[]) as option
    on conflict do nothing`;
}

/** What someone has chosen themselves, with the revision of the message in which it is. */
export async function readChoices(
  db: Db,
  userId: UserId,
  messageIds: readonly MessageId[],
): Promise<Choice[]> {
  if (messageIds.length === 0) return [];
  const rows = await db.$client<Choice[]>`
    select m.id as "messageId", greatest(m.revision, m.change)::float8 as revision,
      array(select option::integer from poll_votes where message_id = m.id and user_id = ${userId} order by option)
        as choice
    from messages m
    join memberships ms on ms.conversation_id = m.conversation_id and ms.user_id = ${userId}
    where m.id = any(${[...messageIds]}::uuid[]) and m.has_poll`;
  return [...rows];
}

/** Who chose an option, in the order of their votes. */
export async function readVoters(
  db: Db,
  userId: UserId,
  { messageId, option }: { readonly messageId: MessageId; readonly option: number },
): Promise<User[]> {
  const sql = db.$client;
  const [seen] = await sql`
    select from messages m join memberships ms on ms.conversation_id = m.conversation_id
    where m.id = ${messageId} and ms.user_id = ${userId}`;
  const message = seen && (await readMessage(sql, messageId));
  if (!message?.poll) throw notFound('The poll');
  if (message.poll.anonymous) throw forbidden('Nobody is told who voted here.');
  const rows = await sql<User[]>`
    select u.id, coalesce(u.username, '') as username, u.name, u.status, u.avatar_file_id as "avatarFileId", u.role
    from poll_votes v join users u on u.id = v.user_id
    where v.message_id = ${messageId} and v.option = ${option} order by v.change limit ${MOST_VOTERS}`;
  return [...rows];
}
