import type { ISql, Sql, TransactionSql } from 'postgres';
import type { FileInfo, Message, Quote, Send } from '../../protocol/chat.ts';
import { archived, conflict, notFound, type ParleyError } from '../../protocol/errors.ts';
import type { ConversationId, MessageId, UserId } from '../../protocol/ids.ts';
import { unvoted } from '../../protocol/poll-rules.ts';
import { untouched } from '../../protocol/quote.ts';
import { readRoots, refusalOfReply, type Root, storeReplies, takeNumber } from '../threads/replies.ts';
import { insertMentions, resolveMentions, rowCountOf } from './mentions.ts';
import { fileColumns, type Mentions, readQuotes } from './message-parts.ts';
import { type MessageRow, messageColumns, toMessages } from './message-row.ts';
import { insertPolls } from './polls.ts';

export interface PendingSend {
  readonly senderId: UserId;
  readonly send: Send;
}

export type Outcome =
  | { readonly kind: 'sent'; readonly message: Message }
  /** A retry: the first message, whatever the body of this one. */
  | { readonly kind: 'known'; readonly message: Message }
  | { readonly kind: 'refused'; readonly error: ParleyError };

/**
 * Stores a batch in one transaction; answers in its order. The conversations' rows are locked first, in the order of
 * their ids: whoever changes a conversation takes turns here, so numbers are contiguous and in commit order, and a
 * membership that is seen under the lock holds until the commit.
 */
export async function commitSends(
  client: Sql,
  batch: readonly PendingSend[],
  { now, online }: { readonly now: number; readonly online: () => UserId[] },
): Promise<Outcome[]> {
  return client.begin(async (transaction) => {
    // The locks' statement leaves first, and what is read under them right behind it: no wait lies between the two.
    const [counters, facts] = await Promise.all([
      lockConversations(transaction, batch),
      readFacts(transaction, batch, online),
    ]);
    const { outcomes, fresh } = decide(batch, counters, facts, now);
    if (fresh.length > 0) await store(transaction, fresh, { now, roots: facts.roots });
    return outcomes;
  });
}

interface Counters {
  change: number;
  number: number;
}
interface Place extends Counters {
  readonly isArchived: boolean;
}

async function lockConversations(
  tx: TransactionSql,
  batch: readonly PendingSend[],
): Promise<Map<ConversationId, Place>> {
  const ids = [...new Set(batch.map(({ send }) => send.conversationId))];
  const rows = await tx<({ id: ConversationId } & Place)[]>`
    select id, last_change::float8 as change, last_number::float8 as number, archived_at is not null as "isArchived"
    from conversations where id = any(${ids}::uuid[]) order by id for no key update`.execute();
  return new Map(rows.map(({ id, ...place }) => [id, place]));
}

interface Facts {
  /** By `keyOf(senderId, clientId)`. */
  readonly known: Map<string, Message>;
  /** By `keyOf(senderId, conversationId)`. */
  readonly members: Set<string>;
  /** By `keyOf(place, messageId)`. */
  readonly quotes: Map<string, Quote>;
  readonly roots: Map<MessageId, Root>;
  /** What a sender may send on, by `keyOf(senderId, fileId)`. */
  readonly files: Map<string, FileInfo>;
  /** Whom each send of the batch names. */
  readonly mentions: Map<PendingSend, Mentions>;
}

async function readFacts(
  tx: TransactionSql,
  batch: readonly PendingSend[],
  online: () => UserId[],
): Promise<Facts> {
  const texts = batch.map(({ senderId, send }) => ({ senderId, ...send }));
  const [known, members, quotes, roots, files, mentions] = await Promise.all([
    readKnown(tx, batch),
    readMembers(tx, batch),
    readAnswered(tx, batch),
    readRoots(
      tx,
      batch.flatMap(({ send }) => send.threadRootId ?? []),
    ),
    readFiles(tx, batch),
    resolveMentions(tx, texts, online),
  ]);
  const named = batch.flatMap((pending, index) => {
    const of = mentions[index];
    return of ? [[pending, of] as const] : [];
  });
  return { known, members, quotes, roots, files, mentions: new Map(named) };
}

/** What a send would be refused for as things stand; null: nothing. Until the commit they stand so. */
export async function refusalNow(tx: TransactionSql, pending: PendingSend): Promise<ParleyError | null> {
  const places = await lockConversations(tx, [pending]);
  const facts = await readFacts(tx, [pending], () => []);
  if (facts.known.size > 0) return conflict('This message was sent already.');
  const isArchived = places.get(pending.send.conversationId)?.isArchived ?? false;
  return refusalOf(pending, facts) ?? (isArchived ? archived() : null);
}

export async function readKnown(tx: ISql, batch: readonly PendingSend[]): Promise<Map<string, Message>> {
  const senders = batch.map(({ senderId }) => senderId);
  const clients = batch.map(({ send }) => send.clientId);
  const rows = await tx<MessageRow[]>`
    select ${messageColumns(tx)}
    from unnest(${senders}::uuid[], ${clients}::uuid[]) as sent (sender, client)
    join messages m on m.sender_id = sent.sender and m.client_id = sent.client`;
  const messages = await toMessages(tx, rows);
  return new Map(messages.map((message) => [keyOf(message.senderId, message.clientId), message]));
}

async function readMembers(tx: TransactionSql, batch: readonly PendingSend[]): Promise<Set<string>> {
  const senders = batch.map(({ senderId }) => senderId);
  const conversations = batch.map(({ send }) => send.conversationId);
  const rows = await tx<{ userId: string; conversationId: string }[]>`
    select ms.user_id as "userId", ms.conversation_id as "conversationId"
    from unnest(${senders}::uuid[], ${conversations}::uuid[]) as sent (sender, conversation)
    join memberships ms on ms.user_id = sent.sender and ms.conversation_id = sent.conversation`;
  return new Set(rows.map((row) => keyOf(row.userId, row.conversationId)));
}

async function readAnswered(tx: TransactionSql, batch: readonly PendingSend[]): Promise<Map<string, Quote>> {
  const quotes = await readQuotes(
    tx,
    batch.flatMap(({ send }) => send.replyTo ?? []),
  );
  return new Map([...quotes].map(([id, { quote, ...place }]) => [keyOf(placeOf(place), id), quote]));
}

/** Someone's own files, and those that were sent where they are a member. Until the commit none of them is deleted. */
async function readFiles(tx: TransactionSql, batch: readonly PendingSend[]): Promise<Map<string, FileInfo>> {
  const pairs = batch.flatMap(({ senderId, send }) => send.fileIds.map((fileId) => ({ senderId, fileId })));
  if (pairs.length === 0) return new Map();
  const rows = await tx<(FileInfo & { sender: string })[]>`
    select sent.sender, ${fileColumns(tx)}
    from unnest(${pairs.map((pair) => pair.senderId)}::uuid[], ${pairs.map((pair) => pair.fileId)}::uuid[])
      as sent (sender, file)
    join files f on f.id = sent.file
    where f.deleted_at is null and (f.owner_id = sent.sender or exists (
      select from message_files mf join messages m on m.id = mf.message_id
      join memberships ms on ms.conversation_id = m.conversation_id
      where mf.file_id = f.id and ms.user_id = sent.sender))
    order by f.id for key share of f`;
  return new Map(rows.map(({ sender, ...file }) => [keyOf(sender, file.id), file]));
}

function decide(
  batch: readonly PendingSend[],
  counters: ReadonlyMap<ConversationId, Place>,
  facts: Facts,
  now: number,
): { outcomes: Outcome[]; fresh: Message[] } {
  const fresh: Message[] = [];
  const known = new Map(facts.known);
  const outcomes = batch.map((pending): Outcome => {
    const key = keyOf(pending.senderId, pending.send.clientId);
    const first = known.get(key);
    if (first) return { kind: 'known', message: first };
    const counter = counters.get(pending.send.conversationId);
    const refusal = refusalOf(pending, facts);
    if (refusal || !counter) return { kind: 'refused', error: refusal ?? notFound('The conversation') };
    if (counter.isArchived) return { kind: 'refused', error: archived() };
    counter.change += 1;
    const root = facts.roots.get(pending.send.threadRootId ?? '');
    if (!root) counter.number += 1;
    const number = root ? takeNumber(root, pending.senderId, now) : counter.number;
    const placed = { change: counter.change, number, createdAt: now };
    const message = messageOf(pending, placed, facts);
    known.set(key, message);
    fresh.push(message);
    return { kind: 'sent', message };
  });
  return { outcomes, fresh };
}

function refusalOf({ senderId, send }: PendingSend, facts: Facts): ParleyError | null {
  if (!facts.members.has(keyOf(senderId, send.conversationId))) return notFound('The conversation');
  if (send.threadRootId !== null) {
    const refusal = refusalOfReply(facts.roots.get(send.threadRootId), send.conversationId);
    if (refusal) return refusal;
  }
  if (send.replyTo !== null && !facts.quotes.has(keyOf(placeOf(send), send.replyTo))) {
    return notFound('The message that this answers');
  }
  if (send.fileIds.some((fileId) => !facts.files.has(keyOf(senderId, fileId)))) return notFound('A file');
  return null;
}

function messageOf(pending: PendingSend, placed: Counters & { createdAt: number }, facts: Facts): Message {
  const { senderId, send } = pending;
  const { userIds = [], all = false } = facts.mentions.get(pending) ?? {};
  return {
    ...untouched(placed.change),
    id: Bun.randomUUIDv7(),
    conversationId: send.conversationId,
    ...placed,
    senderId,
    clientId: send.clientId,
    threadRootId: send.threadRootId,
    text: send.text,
    replyTo: send.replyTo,
    quote: send.replyTo === null ? null : (facts.quotes.get(keyOf(placeOf(send), send.replyTo)) ?? null),
    mentions: userIds,
    mentionsAll: all,
    files: send.fileIds.flatMap((fileId) => facts.files.get(keyOf(senderId, fileId)) ?? []),
    poll: send.poll ? unvoted(send.poll) : null,
    event: null,
  };
}

/** The statements leave in one go, in this order; each keeps one plan, whatever the size of the batch. */
async function store(
  tx: TransactionSql,
  messages: readonly Message[],
  { now, roots }: { readonly now: number; readonly roots: Map<MessageId, Root> },
): Promise<void> {
  const tops = topsOf(messages);
  const replies = messages.filter((message) => message.threadRootId !== null);
  await Promise.all([
    tx`
      update conversations c set last_change = top.change, last_number = greatest(c.last_number, top.number)
      from unnest(${tops.map((m) => m.id)}::uuid[], ${tops.map((m) => m.change)}::bigint[],
        ${tops.map((m) => m.number)}::bigint[]) as top (id, change, number)
      where c.id = top.id`,
    tx`
      insert into messages (id, conversation_id, thread_root_id, number, change, sender_id, client_id, text, reply_to,
        file_count, mention_count, has_poll, created_at)
      select *, to_timestamp(${now}::float8 / 1000)
      from unnest(${messages.map((m) => m.id)}::uuid[], ${messages.map((m) => m.conversationId)}::uuid[],
        ${messages.map((m) => m.threadRootId)}::uuid[], ${messages.map((m) => m.number)}::bigint[],
        ${messages.map((m) => m.change)}::bigint[],
        ${messages.map((m) => m.senderId)}::uuid[], ${messages.map((m) => m.clientId)}::uuid[],
        ${messages.map((m) => m.text)}::text[], ${messages.map((m) => m.replyTo)}::uuid[],
        ${messages.map((m) => m.files.length)}::integer[],
        ${messages.map((m) => rowCountOf(mentionsOf(m)))}::integer[],
        ${messages.map((m) => (m.poll ? 'yes' : 'no'))}::text[]::boolean[])`,
    ...(replies.length > 0 ? [storeReplies(tx, replies, roots)] : []),
    ...linkFiles(tx, messages),
    ...insertPolls(tx, messages),
    ...insertMentions(
      tx,
      messages.map((message) => ({ ...message, messageId: message.id, ...mentionsOf(message) })),
    ),
  ]);
}

/** The counters of each conversation after the batch; a number of 0: only replies in threads were added. */
function topsOf(messages: readonly Message[]) {
  const tops = new Map<ConversationId, Counters>();
  for (const { conversationId, change, number, threadRootId } of messages) {
    const before = tops.get(conversationId)?.number ?? 0;
    tops.set(conversationId, { change, number: threadRootId === null ? number : before });
  }
  return [...tops].map(([id, counters]) => ({ id, ...counters }));
}

function mentionsOf({ mentions, mentionsAll }: Message): Mentions {
  return { userIds: mentions, all: mentionsAll };
}

function linkFiles(tx: TransactionSql, messages: readonly Message[]) {
  const links = messages.flatMap((message) =>
    message.files.map((file, position) => ({ messageId: message.id, fileId: file.id, position })),
  );
  if (links.length === 0) return [];
  return [
    tx`
      insert into message_files (message_id, file_id, position)
      select * from unnest(${links.map((link) => link.messageId)}::uuid[],
        ${links.map((link) => link.fileId)}::uuid[], ${links.map((link) => link.position)}::integer[])`,
  ];
}

/** Where a message stands among others that it may answer. */
function placeOf({ conversationId, threadRootId }: Pick<Send, 'conversationId' | 'threadRootId'>): string {
  return `${conversationId}/${threadRootId ?? ''}`;
}

export function keyOf(first: string, second: string): string {
  return `${first} ${second}`;
}
