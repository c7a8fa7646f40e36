import { eq } from 'drizzle-orm';
import { schema, type Transaction } from '../../db/client.ts';
import type { ConversationId, UserId } from '../../protocol/ids.ts';
import { openFor } from '../groups/open.ts';
import { markConversation } from '../messages/marks.ts';
import {
  findPlace,
  freeIdFor,
  type GroupParts,
  type ImportedPlace,
  insertReaders,
  markDone,
} from './groups.ts';
import { type People, sourceOf } from './people.ts';
import type { ArchivedChannel } from './slack-archive.ts';

const { conversations, importedChannels } = schema;
const UNIQUE_VIOLATION = '23505';

export type Pair = readonly [UserId, UserId];

/** Whose conversation it is here; null: both are one person here. Who is on no list is called by their key. */
export async function pairOf(channel: ArchivedChannel, people: People): Promise<Pair | null> {
  await people.provide(channel.members, new Map(channel.members.map((key) => [key, key])));
  const [one, other] = channel.members.flatMap((key) => people.get(key)?.id ?? []);
  return one !== undefined && other !== undefined && one !== other ? [one, other] : null;
}

/**
 * The conversation that the two have here takes up what they said there. Else one is made, which is nobody's, nor
 * found as theirs, before all of it is there.
 */
export async function provideDirect(
  parts: GroupParts,
  channel: ArchivedChannel,
  pair: Pair,
): Promise<ImportedPlace> {
  const source = sourceOf(parts.workspace, channel.id);
  const { importId } = parts;
  const now = new Date(parts.clock.now());
  return parts.db.transaction(async (tx) => {
    const known = await findPlace(tx, parts, source);
    if (known) return known;
    const theirs = await findDirect(tx, pair);
    if (theirs) {
      await tx.insert(importedChannels).values({ source, conversationId: theirs, importId, doneAt: now });
      return { id: theirs, isOld: true, isNew: true };
    }
    const createdAt = channel.created > 0 ? new Date(channel.created * 1000) : now;
    const id = await freeIdFor(tx, source, createdAt);
    await tx.insert(conversations).values({ id, kind: 'direct', createdBy: pair[0], createdAt });
    await tx.insert(importedChannels).values({ source, conversationId: id, importId });
    return { id, isOld: false, isNew: true };
  });
}

/** Hands a new one to the two. Answers false where they began to talk here meanwhile: then it is for theirs to take up. */
export async function openDirect(
  parts: GroupParts,
  channel: ArchivedChannel,
  { place, pair }: { readonly place: ImportedPlace; readonly pair: Pair },
): Promise<boolean> {
  const attempt = () =>
    parts.db.transaction(async (tx) => {
      const [row] = await tx.select().from(conversations).where(eq(conversations.id, place.id)).for('update');
      if (!row) return false;
      if (await findDirect(tx, pair)) {
        await tx.delete(conversations).where(eq(conversations.id, place.id));
        return false;
      }
      await tx
        .update(conversations)
        .set({ directKey: keyOf(pair) })
        .where(eq(conversations.id, place.id));
      await insertReaders(tx, row, () => 'member', pair);
      await markDone(tx, parts, channel);
      return true;
    });
  // The first word of the two may be committed while this is: the second look sees it.
  const isTheirs = await attempt().catch((error: unknown) => {
    if (isTaken(error)) return attempt();
    throw error;
  });
  if (isTheirs) await openFor(parts, place.id, pair);
  return isTheirs;
}

/** What came over is no news: who has nothing else unread has read it. An import writes its ids as those of the client. */
export async function readThrough(parts: GroupParts, { id }: ImportedPlace): Promise<void> {
  const rows = await parts.db.$client<{ userId: UserId; last: number }[]>`
    select ms.user_id as "userId", c.last_number::float8 as last
    from memberships ms join conversations c on c.id = ms.conversation_id
    where ms.conversation_id = ${id} and ms.read_number < c.last_number and not exists (
      select from messages m where m.conversation_id = ${id} and m.thread_root_id is null
        and m.number > ms.read_number and m.client_id <> m.id and m.sender_id <> ms.user_id)`;
  for (const { userId, last } of rows) {
    await markConversation(parts, userId, { conversationId: id, read: last });
  }
}

async function findDirect(tx: Transaction, pair: Pair): Promise<ConversationId | null> {
  const [row] = await tx
    .select({ id: conversations.id })
    .from(conversations)
    .where(eq(conversations.directKey, keyOf(pair)));
  return row?.id ?? null;
}

function keyOf(pair: Pair): string {
  return pair.toSorted().join(':');
}

function isTaken(error: unknown): boolean {
  for (let at: unknown = error; at instanceof Error; at = at.cause) {
    if ('code' in at && at.code === UNIQUE_VIOLATION) return true;
  }
  return false;
}
