import type { InferSelectModel } from 'drizzle-orm';
import type { schema } from '../../db/client.ts';
import type { User } from '../../protocol/chat.ts';

type Row = Pick<
  InferSelectModel<typeof schema.users>,
  'id' | 'username' | 'name' | 'status' | 'avatarFileId' | 'role'
>;

/** What others may see of a person. Guests have no username. */
export function toUser(row: Row): User {
  const { id, username, name, status, avatarFileId, role } = row;
  return { id, username: username ?? '', name, status, avatarFileId, role };
}
