import postgres from 'postgres';
import { type SignedIn, signUp } from './client.ts';
import { startServer, type TestServer } from './server.ts';

/** A server whose owner is Alice and whose moderator is Carol. */
export interface Moderated {
  readonly server: TestServer;
  readonly sql: postgres.Sql;
  readonly owner: SignedIn;
  readonly carol: SignedIn;
  /** The newest actions of the log. */
  actions(): Promise<string[]>;
  close(): Promise<void>;
}

export async function startModerated(): Promise<Moderated> {
  const env = { MEET: 'members', MEET_PATH: 'direct', TURN_SECRET: 'hush', LOG_LEVEL: 'warn' };
  const server = await startServer({ env });
  const sql = postgres(server.databaseUrl, { max: 1, onnotice: () => {} });
  const owner = await signUp(server, 'Alice', server.ownerToken ?? '');
  const carol = await signUp(server, 'Carol');
  await owner.api.admin.people.setRole.mutate({ userId: carol.user.id, role: 'moderator' });
  return {
    ...{ server, sql, owner, carol },
    actions: async () => (await owner.api.admin.audit.query({})).map(({ action }) => action),
    async close() {
      await sql.end();
      await server.close();
    },
  };
}
