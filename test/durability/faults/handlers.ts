import type { Change, Mark, Message, Vote } from '../../../protocol/chat.ts';
import { notFound } from '../../../protocol/errors.ts';
import type { Context } from '../../../server/context.ts';
import { findMembership } from '../../../server/groups/membership.ts';
import { readMessage } from '../../../server/messages/message-row.ts';
import { topics } from '../../../server/realtime/fanout.ts';
import { createHandlers } from '../../../server/realtime/handlers.ts';
import { makeSockets, type Sockets } from '../../../server/realtime/socket.ts';

/** Resume from memory only: what this process did not hear itself, it cannot tell. */
export function resumesFromMemory(context: Context): Sockets {
  const heard = new Map<string, Change[]>();
  context.bus.subscribe('fanout', (payload) => remember(heard, payload));
  return makeSockets(context, {
    ...createHandlers(),
    'chat.changes': async ({ db }, { userId }, { conversationId, after, limit }) => {
      await findMembership(db, userId, conversationId);
      const later = (heard.get(conversationId) ?? []).filter(({ change }) => change > after);
      return { changes: later.slice(0, limit), more: later.length > limit };
    },
  });
}

function remember(heard: Map<string, Change[]>, payload: string): void {
  const [topic = '', frame = ''] = payload.split('\n', 2);
  const event =
    topic === '' ? null : (JSON.parse(frame) as { t: string; conversationId: string; change: Change });
  if (event?.t !== 'chat.changed' || topic !== topics.conversation(event.conversationId)) return;
  const changes = heard.get(event.conversationId) ?? [];
  changes.push(event.change);
  heard.set(event.conversationId, changes);
}

/** Read mark, last write wins. */
export function marksByLastWriter(context: Context): Sockets {
  return makeSockets(context, {
    ...createHandlers(),
    'chat.mark': ({ db, fanout }, { userId }, mark) => overwrite({ db, fanout }, userId, mark),
  });
}

async function overwrite(
  { db, fanout }: Pick<Context, 'db' | 'fanout'>,
  userId: string,
  { conversationId, read = 0, delivered = read }: Omit<Mark, 't'>,
): Promise<{ delivered: number; read: number }> {
  await db.$client`
    update memberships set read_number = ${read}, delivered_number = ${delivered}
    where conversation_id = ${conversationId} and user_id = ${userId}`;
  const marks = { delivered, read };
  fanout.toConversation(conversationId, { t: 'chat.marked', conversationId, userId, ...marks });
  return marks;
}

/** Votes beside the changes: counted for whoever loads the poll, told to nobody who has it. */
export function votesBesideChanges(context: Context): Sockets {
  return makeSockets(context, {
    ...createHandlers(),
    'chat.vote': ({ db }, { userId }, { messageId, choice }) =>
      replaceVotes({ db }, userId, { messageId, choice }),
  });
}

async function replaceVotes(
  { db }: Pick<Context, 'db'>,
  userId: string,
  { messageId, choice }: Omit<Vote, 't'>,
): Promise<{ message: Message }> {
  const sql = db.$client;
  await sql.begin(async (tx) => {
    await tx`delete from poll_votes where message_id = ${messageId} and user_id = ${userId}`;
    await tx`
      insert into poll_votes (message_id, user_id, option, change)
      select ${messageId}, ${userId}, option, 0 from unnest(${[...choice]}::smallint[]) as option`;
  });
  const message = await readMessage(sql, messageId);
  if (!message) throw notFound('The message');
  return { message };
}
