import { sql as statement } from 'drizzle-orm';
import type { ISql, TransactionSql } from 'postgres';
import type { Transaction } from '../../db/client.ts';
import type { User } from '../../protocol/chat.ts';
import type { Context } from '../context.ts';

/** Everything that is written down. */
export const auditActions = [
  'invite.created',
  'invite.revoked',
  'claim.created',
  'rules.changed',
  'files.rules',
  'files.quota',
  'meet.policy',
  'meet.banned',
  'meet.unbanned',
  'import.begun',
  'import.discarded',
  'user.role',
  'user.suspended',
  'user.reinstated',
  'user.signedOut',
  'group.archived',
  'group.restored',
  'group.handedOver',
  'group.madePrivate',
  'report.dismissed',
  'report.paused',
  'report.banned',
  'report.suspended',
] as const;
export type AuditAction = (typeof auditActions)[number];

export type Actor = Pick<User, 'id' | 'name'>;

export interface AuditNote {
  readonly action: AuditAction;
  /** What it was done to; left out: this server. */
  readonly subject?: { readonly id: string; readonly name: string };
  readonly details?: Readonly<Record<string, unknown>>;
}

interface HashedEntry {
  readonly seq: number;
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly actorId: string;
  readonly actorName: string;
  readonly action: AuditAction;
  readonly subjectId: string;
  readonly subjectName: string;
  readonly details: string;
}
export interface AuditRow extends HashedEntry {
  readonly hash: string;
}

export interface AuditCheck {
  readonly entries: number;
  /** Of the last entry. Who writes it down elsewhere can tell later whether the log is still the same. */
  readonly hash: string;
  /** The first entry that is not as it was written; null: all are. */
  readonly brokenAt: number | null;
}

/** Entries of one question. */
const PAGE = 1_000;

/** `work` and its entry in one transaction: neither is there without the other. */
export async function audited<T>(
  { db, clock }: Pick<Context, 'db' | 'clock'>,
  actor: Actor,
  work: (tx: TransactionSql) => Promise<{ result: T; note: AuditNote }>,
): Promise<T> {
  // The type of what `begin` answers is of arrays of promises, too.
  return (await db.$client.begin(async (tx) => {
    const { result, note } = await work(tx);
    const rows: Rows = (strings, ...values) => tx(strings, ...values);
    await append(rows, { actor, note, at: clock.now() });
    return result;
  })) as T;
}

/** The entry of what a transaction of drizzle's does; the last of it, as in `audited`. */
export async function appendTo(tx: Transaction, entry: Parameters<typeof append>[1]): Promise<void> {
  await append(rowsOf(tx), entry);
}

/** A statement of this transaction, written as postgres.js takes it. */
export function rowsOf(tx: Transaction): Rows {
  return async <T extends object>(strings: TemplateStringsArray, ...values: (string | number)[]) => {
    // What comes back is postgres.js' own rows, which drizzle types as rows of anything.
    const rows: unknown = await tx.execute(statement(strings, ...values));
    return rows as T[];
  };
}

type Rows = <T extends object>(
  strings: TemplateStringsArray,
  ...values: (string | number)[]
) => PromiseLike<T[]>;

/** Takes the lock on the end of the log: the last thing of a transaction. */
async function append(
  rows: Rows,
  { actor, note, at }: { readonly actor: Actor; readonly note: AuditNote; readonly at: number },
): Promise<void> {
  const [head] = await rows<{ seq: number; hash: string }>`
    select seq::float8 as seq, hash from audit_head for update`;
  if (!head) throw new Error('the audit log has no head');
  const entry: HashedEntry = {
    seq: head.seq + 1,
    at: Math.round(at),
    actorId: actor.id,
    actorName: actor.name,
    action: note.action,
    subjectId: note.subject?.id ?? '',
    subjectName: note.subject?.name ?? '',
    details: JSON.stringify(note.details ?? {}),
  };
  const hash = hashOf(head.hash, entry);
  await rows`
    insert into audit_entries (seq, at, actor_id, actor_name, action, subject_id, subject_name, details, hash)
    values (${entry.seq}, to_timestamp(${entry.at}::float8 / 1000), ${entry.actorId}, ${entry.actorName},
      ${entry.action}, ${entry.subjectId}, ${entry.subjectName}, ${entry.details}, ${hash})`;
  await rows`update audit_head set seq = ${entry.seq}, hash = ${hash}`;
}

function hashOf(before: string, entry: HashedEntry): string {
  const { seq, at, actorId, actorName, action, subjectId, subjectName, details } = entry;
  const all = [before, seq, at, actorId, actorName, action, subjectId, subjectName, details];
  return new Bun.CryptoHasher('sha256').update(JSON.stringify(all)).digest('hex');
}

/** Newest first; `before`: the number of the oldest that is known. */
export async function listAudit(
  sql: ISql,
  { before, limit }: { readonly before?: number | undefined; readonly limit: number },
): Promise<AuditRow[]> {
  return await sql<AuditRow[]>`
    select ${columns(sql)} from audit_entries where seq < ${before ?? Number.MAX_SAFE_INTEGER}
    order by seq desc limit ${limit}`;
}

/** Reads the whole log, from its first entry to where it ends. */
export async function verifyAudit(sql: ISql): Promise<AuditCheck> {
  const [head] = await sql<{ seq: number; hash: string }[]>`select seq::float8 as seq, hash from audit_head`;
  if (!head) return { entries: 0, hash: '', brokenAt: 1 };
  let [known, hash] = [0, ''];
  while (known < head.seq) {
    const rows = await sql<AuditRow[]>`
      select ${columns(sql)} from audit_entries where seq > ${known} and seq <= ${head.seq}
      order by seq limit ${PAGE}`;
    for (const row of rows) {
      if (row.seq !== known + 1 || hashOf(hash, row) !== row.hash)
        return { entries: head.seq, hash: head.hash, brokenAt: known + 1 };
      [known, hash] = [row.seq, row.hash];
    }
    if (rows.length === 0) return { entries: head.seq, hash: head.hash, brokenAt: known + 1 };
  }
  return { entries: head.seq, hash: head.hash, brokenAt: hash === head.hash ? null : known };
}

const columns = (sql: ISql) => sql`
  seq::float8 as seq, (extract(epoch from at) * 1000)::float8 as at, actor_id as "actorId", actor_name as "actorName",
  action, subject_id as "subjectId", subject_name as "subjectName", details, hash`;
