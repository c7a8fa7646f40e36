import { and, eq, inArray, isNull, like, ne, or, sql } from 'drizzle-orm';
import { schema } from '../../db/client.ts';
import { escapeLike } from '../../db/like.ts';
import type { User } from '../../protocol/chat.ts';
import { notFound } from '../../protocol/errors.ts';
import type { FileId, UserId } from '../../protocol/ids.ts';
import type { Presence } from '../../protocol/presence.ts';
import type { Context } from '../context.ts';
import { requirePicture } from './picture.ts';
import { toUser } from './user-row.ts';

const MAX_FOUND = 20;

const { users } = schema;

export async function readUser(
  { db, presence }: Pick<Context, 'db' | 'presence'>,
  id: UserId,
): Promise<User & { presence: Presence }> {
  const [row] = await db.select().from(users).where(eq(users.id, id));
  const [seen] = await presence.read([id]);
  if (!row || !seen) throw notFound('This person');
  return { ...toUser(row), presence: seen };
}

/** Whose name or username has the text in it; those that begin with it come first. */
export async function searchUsers({ db }: Pick<Context, 'db'>, text: string): Promise<User[]> {
  const wanted = escapeLike(text.toLowerCase());
  const name = sql<string>`lower(${users.name})`;
  const begins = or(like(name, `${wanted}%`), like(users.username, `${wanted}%`));
  const rows = await db
    .select()
    .from(users)
    .where(
      and(
        ne(users.role, 'guest'),
        isNull(users.suspendedAt),
        or(like(name, `%${wanted}%`), like(users.username, `%${wanted}%`)),
      ),
    )
    .orderBy(sql`case when ${begins} then 0 else 1 end`, name, users.id)
    .limit(MAX_FOUND);
  return rows.map(toUser);
}

/** Online or away now, by name. */
export async function listOnline({ db, presence }: Pick<Context, 'db' | 'presence'>): Promise<User[]> {
  const ids = presence.online();
  if (ids.length === 0) return [];
  const rows = await db
    .select()
    .from(users)
    .where(and(inArray(users.id, ids), ne(users.role, 'guest')))
    .orderBy(sql`lower(${users.name})`, users.id);
  return rows.map(toUser);
}

export interface ProfileChanges {
  readonly name?: string | undefined;
  readonly status?: string | undefined;
  /** null: no picture any more. */
  readonly avatarFileId?: FileId | null | undefined;
}

/** Everyone who has the person on the page is told. */
export async function updateProfile(
  { db, fanout }: Pick<Context, 'db'> & { readonly fanout: Pick<Context['fanout'], 'toEveryone'> },
  user: User,
  { name, status, avatarFileId }: ProfileChanges,
): Promise<User> {
  if (name === undefined && status === undefined && avatarFileId === undefined) return user;
  const [row] = await db.transaction(async (tx) => {
    if (avatarFileId) await requirePicture(tx, user.id, avatarFileId);
    return await tx
      .update(users)
      .set({ name, status, avatarFileId })
      .where(eq(users.id, user.id))
      .returning();
  });
  if (!row) throw notFound('This person');
  const changed = toUser(row);
  fanout.toEveryone({ t: 'presence.user', user: changed });
  return changed;
}
