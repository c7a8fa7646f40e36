import type { ISql } from 'postgres';
import type { ServerRole, User } from '../../protocol/chat.ts';
import { conflict, forbidden, notFound } from '../../protocol/errors.ts';
import type { ConversationId, UserId } from '../../protocol/ids.ts';
import { standsAbove } from '../../protocol/rank.ts';
import type { Transaction } from '../../db/client.ts';
import type { Context } from '../context.ts';
import { amendConversation, type Draft } from '../groups/amend.ts';
import { handOver, makePrivate, setArchived } from '../groups/lead.ts';
import { type AuditNote, appendTo, rowsOf } from './audit.ts';

/** Those who may own a group, of one question. */
const MOST_HEIRS = 500;

type Parts = Pick<Context, 'db' | 'clock' | 'fanout' | 'calls'>;
interface Order {
  readonly id: ConversationId;
  readonly reason: string;
}

/** Read and left by its members, and no more; or brought back. */
export async function archiveAsLeader(
  parts: Parts,
  actor: User,
  { id, archived, reason }: Order & { readonly archived: boolean },
): Promise<void> {
  await lead(parts, { actor, id, reason }, async (draft) => {
    const isNew = await setArchived(draft, actor.id, archived ? new Date(parts.clock.now()) : null);
    if (!isNew) throw conflict(archived ? 'The group is archived already.' : 'The group is not archived.');
    return archived ? 'group.archived' : 'group.restored';
  });
  if (archived) parts.calls.endIn(id);
}

/** Only where nobody is there who could hand it over. */
export async function handOverAsLeader(
  parts: Parts,
  actor: User,
  { id, userId, reason }: Order & { readonly userId: UserId },
): Promise<void> {
  await lead(parts, { actor, id, reason }, async (draft, owner) => {
    if (owner && !owner.suspended) throw conflict('Its owner is here, and may hand it over themselves.');
    const heirs = await readHeirs(draft.tx, id);
    const heir = heirs.find((each) => each.id === userId);
    if (!heir) throw notFound('The member');
    await handOver(draft, actor.id, { from: owner?.id ?? null, to: userId });
    return { action: 'group.handedOver', details: { to: heir.name } };
  });
}

export async function makePrivateAsLeader(parts: Parts, actor: User, { id, reason }: Order): Promise<void> {
  await lead(parts, { actor, id, reason }, async (draft) => {
    await makePrivate(draft, actor.id);
    return 'group.madePrivate';
  });
}

export interface Heir {
  readonly id: UserId;
  readonly username: string;
  readonly name: string;
}

/** Members who could own the group: names alone. */
export async function listHeirs(sql: ISql, id: ConversationId): Promise<Heir[]> {
  return await sql<Heir[]>`
    select u.id, coalesce(u.username, '') as username, u.name
    from memberships m join users u on u.id = m.user_id
    where m.conversation_id = ${id} and m.role <> 'owner' and u.suspended_at is null and u.role <> 'guest'
    order by m.role desc, lower(u.name), u.id limit ${MOST_HEIRS}`;
}

async function readHeirs(tx: Transaction, id: ConversationId): Promise<Pick<Heir, 'id' | 'name'>[]> {
  return await rowsOf(tx)<Pick<Heir, 'id' | 'name'>>`
    select u.id, u.name from memberships m join users u on u.id = m.user_id
    where m.conversation_id = ${id} and u.suspended_at is null and u.role <> 'guest'`;
}

interface GroupOwner {
  readonly id: UserId;
  readonly role: ServerRole;
  readonly suspended: boolean;
}
type Done = AuditNote['action'] | Pick<AuditNote, 'action' | 'details'>;

/** The change, its numbers and its entry of the log in one transaction; the log's lock is taken last. */
async function lead(
  parts: Parts,
  { actor, id, reason }: { readonly actor: User; readonly id: ConversationId; readonly reason: string },
  work: (draft: Draft, owner: GroupOwner | null) => Promise<Done>,
): Promise<void> {
  let note: AuditNote | null = null;
  const beforeCommit = async (tx: Transaction) => {
    if (note) await appendTo(tx, { actor, note, at: parts.clock.now() });
  };
  await amendConversation({ ...parts, beforeCommit }, id, async (draft) => {
    const { before, tx } = draft;
    if (before.kind !== 'group') throw notFound('The group');
    const owner = await ownerOf(tx, id);
    requireAbove(actor, owner);
    const done = await work(draft, owner);
    const { action, details = {} } = typeof done === 'string' ? { action: done } : done;
    note = { action, subject: { id, name: before.name }, details: { ...details, reason } };
  });
}

/** Moderators leave the groups of moderators and of the server's owner alone. */
function requireAbove(actor: User, owner: GroupOwner | null): void {
  if (actor.role === 'owner' || !owner || standsAbove(actor.role, owner.role)) return;
  throw forbidden('Only who stands above the owner of a group here may do that to it.');
}

async function ownerOf(tx: Transaction, id: ConversationId): Promise<GroupOwner | null> {
  const [owner] = await rowsOf(tx)<GroupOwner>`
    select u.id, u.role, u.suspended_at is not null as suspended
    from memberships m join users u on u.id = m.user_id
    where m.conversation_id = ${id} and m.role = 'owner'`;
  return owner ?? null;
}
