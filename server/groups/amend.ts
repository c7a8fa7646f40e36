import { eq, inArray } from 'drizzle-orm';
import { type Db, schema, type Transaction } from '../../db/client.ts';
import type { Change, Member, Message, SystemEvent, User } from '../../protocol/chat.ts';
import { notFound } from '../../protocol/errors.ts';
import type { ConversationId, UserId } from '../../protocol/ids.ts';
import { untouched } from '../../protocol/quote.ts';
import type { Clock } from '../clock.ts';
import type { Fanout } from '../realtime/fanout.ts';
import { toUser } from '../users/user-row.ts';

const { changes, conversations, messages, users } = schema;

export interface AmendParts {
  readonly db: Db;
  readonly fanout: Fanout;
  readonly clock: Clock;
  /** The last of the transaction, once the numbers are taken. */
  readonly beforeCommit?: (tx: Transaction) => Promise<void>;
}

type LockedRow = typeof conversations.$inferSelect;
/** Messages that stand are changed elsewhere: see messages/revise.ts. */
type Made = Extract<Change, { kind: 'message' | 'member' | 'conversation' }>;
/** A change whose number is not taken yet. */
type Entry =
  | { kind: 'member'; userId: UserId; member: Member | null }
  | { kind: 'conversation' }
  | { kind: 'line'; senderId: UserId; event: SystemEvent };

/** What one transaction does to a conversation, in the order in which members see it. */
export interface Draft {
  readonly tx: Transaction;
  /** As it was when the transaction got its turn: nobody else changes it meanwhile. */
  readonly before: LockedRow;
  member(userId: UserId, member: Member | null): void;
  /** Name, description, visibility, picture or archive: as they stand at the end of the transaction. */
  settings(): void;
  line(senderId: UserId, event: SystemEvent): void;
  /** The conversation is deleted: there is nobody left to see changes. */
  dissolve(): void;
}

/**
 * The one way to change a conversation and its members: waits for the conversation's turn, lets `body` make them, takes
 * their numbers in the same transaction and tells everyone after the commit. Who was removed hears none of it.
 */
export async function amendConversation<T>(
  parts: AmendParts,
  id: ConversationId,
  body: (draft: Draft) => Promise<T>,
): Promise<T> {
  const { result, made, departed } = await parts.db.transaction(async (tx) => {
    const [before] = await tx
      .select()
      .from(conversations)
      .where(eq(conversations.id, id))
      .for('no key update');
    if (!before) throw notFound('The conversation');
    const { draft, entries, isDissolved } = makeDraft(tx, before);
    const answer = await body(draft);
    const numbered = isDissolved() ? [] : await takeNumbers(tx, before, entries, parts.clock.now());
    await parts.beforeCommit?.(tx);
    const gone = entries.flatMap((entry) => (entry.kind === 'member' && !entry.member ? entry.userId : []));
    return { result: answer, made: numbered, departed: gone };
  });
  for (const userId of departed) {
    parts.fanout.left(userId, id);
    parts.fanout.toUser(userId, { t: 'chat.closed', conversationId: id });
  }
  for (const change of made) {
    parts.fanout.toConversation(id, { t: 'chat.changed', conversationId: id, change });
  }
  return result;
}

function makeDraft(tx: Transaction, before: LockedRow) {
  const entries: Entry[] = [];
  let dissolved = false;
  const draft: Draft = {
    tx,
    before,
    member: (userId, member) => entries.push({ kind: 'member', userId, member }),
    settings: () => entries.push({ kind: 'conversation' }),
    line: (senderId, event) => entries.push({ kind: 'line', senderId, event }),
    dissolve: () => {
      dissolved = true;
    },
  };
  return { draft, entries, isDissolved: () => dissolved };
}

async function takeNumbers(
  tx: Transaction,
  before: LockedRow,
  entries: readonly Entry[],
  now: number,
): Promise<Made[]> {
  if (entries.length === 0) return [];
  const lines = entries.filter((entry) => entry.kind === 'line').length;
  const [after] = await tx
    .update(conversations)
    .set({ lastChange: before.lastChange + entries.length, lastNumber: before.lastNumber + lines })
    .where(eq(conversations.id, before.id))
    .returning();
  if (!after) throw notFound('The conversation');
  const people = await readUsers(tx, entries);
  let number = before.lastNumber;
  const made = entries.map((entry, index): Made => {
    const change = before.lastChange + index + 1;
    if (entry.kind === 'member') {
      return { ...entry, change, user: entry.member ? (people.get(entry.userId) ?? null) : null };
    }
    if (entry.kind === 'conversation') return settingsChange(after, change);
    number += 1;
    return { kind: 'message', change, message: lineOf(entry, before.id, { number, change, createdAt: now }) };
  });
  await store(tx, before.id, made);
  return made;
}

async function readUsers(tx: Transaction, entries: readonly Entry[]): Promise<Map<UserId, User>> {
  const ids = entries.flatMap((entry) => (entry.kind === 'member' && entry.member ? entry.userId : []));
  if (ids.length === 0) return new Map();
  const rows = await tx.select().from(users).where(inArray(users.id, ids));
  return new Map(rows.map((row) => [row.id, toUser(row)]));
}

function settingsChange(row: LockedRow, change: number): Made {
  const { name, description, visibility, avatarFileId } = row;
  const archivedAt = row.archivedAt?.getTime() ?? null;
  return { kind: 'conversation', change, name, description, visibility, avatarFileId, archivedAt };
}

function lineOf(
  { senderId, event }: Extract<Entry, { kind: 'line' }>,
  conversationId: ConversationId,
  placed: Pick<Message, 'number' | 'change' | 'createdAt'>,
): Message {
  const ids = { id: Bun.randomUUIDv7(), clientId: crypto.randomUUID() };
  const empty = { ...untouched(placed.change), text: '', replyTo: null, files: [] };
  return { ...ids, ...placed, ...empty, conversationId, senderId, event };
}

async function store(tx: Transaction, conversationId: ConversationId, made: readonly Made[]): Promise<void> {
  const lines = made.flatMap((change) => (change.kind === 'message' ? change.message : []));
  if (lines.length > 0) {
    await tx.insert(messages).values(
      lines.map(({ id, number, change, senderId, clientId, text, event, createdAt }) => ({
        ...{ id, conversationId, number, change, senderId, clientId, text, event },
        createdAt: new Date(createdAt),
      })),
    );
  }
  // The person's profile is not kept with the change: whoever reads it later gets the profile of then.
  const rest = made.flatMap((change) => {
    if (change.kind === 'message') return [];
    return change.kind === 'member' ? { ...change, user: null } : change;
  });
  if (rest.length > 0) {
    await tx
      .insert(changes)
      .values(rest.map((payload) => ({ conversationId, change: payload.change, payload })));
  }
}
