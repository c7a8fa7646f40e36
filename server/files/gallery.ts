import type { Db } from '../../db/client.ts';
import type { FileInfo } from '../../protocol/chat.ts';
import type { ConversationId, FileId, MessageId, UserId } from '../../protocol/ids.ts';
import { findMembership } from '../groups/membership.ts';
import { fileColumns } from '../messages/message-parts.ts';

const PAGE = 60;

/** Beginnings of media types. `file`: whatever is none of the others. */
const KINDS = { media: ['image/', 'video/'], audio: ['audio/'] } as const;
export const fileKinds = ['media', 'audio', 'file'] as const;
export type FileKind = (typeof fileKinds)[number];

/** A file and the message that it came with. */
export interface SharedFile {
  readonly file: FileInfo;
  readonly messageId: MessageId;
  readonly number: number;
  readonly position: number;
  readonly senderId: UserId;
  /** Of a reply in a thread. */
  readonly threadRootId: MessageId | null;
}

/** Where a page ended. */
export type SharedPlace = Pick<SharedFile, 'number' | 'position'>;

export interface SharedFiles {
  readonly files: SharedFile[];
  /** null: that was all. */
  readonly next: SharedPlace | null;
}

interface Wish {
  readonly id: ConversationId;
  readonly kind?: FileKind | undefined;
  readonly before?: SharedPlace | undefined;
}

/** What was shared in a conversation, the newest message first, and of one message in its order. */
export async function listShared(db: Db, userId: UserId, wish: Wish): Promise<SharedFiles> {
  await findMembership(db, userId, wish.id);
  const sql = db.$client;
  const { number, position } = wish.before ?? { number: Number.MAX_SAFE_INTEGER, position: 0 };
  type Row = FileInfo & Omit<SharedFile, 'file'>;
  const rows = await sql<Row[]>`
    select ${fileColumns(sql)}, m.id as "messageId", m.number::float8 as number, mf.position,
      m.sender_id as "senderId", m.thread_root_id as "threadRootId"
    from messages m join message_files mf on mf.message_id = m.id join files f on f.id = mf.file_id
    where m.conversation_id = ${wish.id} and m.file_count > 0 and f.deleted_at is null
      and (m.number < ${number} or (m.number = ${number} and mf.position > ${position}))
      and ${ofKind(db, wish.kind)}
    order by m.number desc, mf.position limit ${PAGE + 1}`;
  const files = rows
    .slice(0, PAGE)
    .map(({ messageId, number: of, position: at, senderId, threadRootId, ...file }) => ({
      ...{ file, messageId, senderId, threadRootId },
      number: of,
      position: at,
    }));
  const last = rows.length > PAGE ? files.at(-1) : undefined;
  return { files, next: last ? { number: last.number, position: last.position } : null };
}

function ofKind({ $client: sql }: Db, kind: FileKind | undefined) {
  if (kind === undefined) return sql`true`;
  const beginnings = kind === 'file' ? [...KINDS.media, ...KINDS.audio] : KINDS[kind];
  const begins = sql`f.type like any(${beginnings.map((one) => `${one}%`)}::text[])`;
  return kind === 'file' ? sql`not ${begins}` : begins;
}

/** One's own, the largest first; with `before` those after that one. */
export async function listOwn(
  db: Db,
  userId: UserId,
  before?: { readonly size: number; readonly id: FileId },
): Promise<{ files: FileInfo[]; next: { size: number; id: FileId } | null }> {
  const sql = db.$client;
  const rows = await sql<FileInfo[]>`
    select ${fileColumns(sql)} from files f
    where f.owner_id = ${userId} and f.deleted_at is null
      ${before ? sql`and (f.size, f.id) < (${before.size}::bigint, ${before.id}::uuid)` : sql``}
    order by f.size desc, f.id desc limit ${PAGE + 1}`;
  const files = rows.slice(0, PAGE);
  const last = rows.length > PAGE ? files.at(-1) : undefined;
  return { files, next: last ? { size: last.size, id: last.id } : null };
}

/** These uploads are still to be sent: they last another day. Answers those that are there. */
export async function keepWanted(
  { db, clock }: { readonly db: Db; readonly clock: { now(): number } },
  userId: UserId,
  ids: readonly FileId[],
): Promise<FileInfo[]> {
  const sql = db.$client;
  return await sql<FileInfo[]>`
    update files f set wanted_at = to_timestamp(${clock.now()}::float8 / 1000)
    where f.id = any(${[...ids]}::uuid[]) and f.owner_id = ${userId} and f.deleted_at is null
    returning ${fileColumns(sql)}`;
}
