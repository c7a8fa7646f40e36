import { type Db, makeDbClient, migrateDatabase, schema } from '../../db/client.ts';
import type { DownEvent } from '../../protocol/down.ts';
import type { UserId } from '../../protocol/ids.ts';
import { systemClock } from '../../server/clock.ts';
import { createLogger } from '../../server/log.ts';
import type { Fanout } from '../../server/realtime/fanout.ts';
import { makeTestDatabase } from './database.ts';

export interface Told {
  readonly to: string;
  readonly event: DownEvent | 'joined' | 'left' | 'revoked' | 'discretion';
}

/** The domain over a real database, with a fan-out that writes down what it was told. */
export async function makeChat() {
  const database = await makeTestDatabase();
  await migrateDatabase(database.url);
  const client = makeDbClient(database.url);
  const told: Told[] = [];
  return {
    db: client.db,
    told,
    fanout: recordingFanout(told),
    /** Whoever a test puts here is online. */
    presence: makePresence(),
    clock: systemClock,
    log: createLogger('silent'),
    person: (name: string) => insertPerson(client.db, name),
    async close() {
      await client.close();
      await database.close();
    },
  };
}

function makePresence() {
  const people: UserId[] = [];
  return { people, online: () => people };
}

async function insertPerson(db: Db, name: string): Promise<UserId> {
  const id = Bun.randomUUIDv7();
  await db.insert(schema.users).values({ id, name, username: `${name.toLowerCase()}-${id}`, role: 'member' });
  return id;
}

function recordingFanout(told: Told[]): Fanout {
  const note = (to: string, event: Told['event']) => {
    told.push({ to, event });
  };
  return {
    toConversation: note,
    toUser: note,
    toConnection: note,
    toEveryone: (event) => note('everyone', event),
    joined: (userId: UserId) => note(userId, 'joined'),
    left: (userId: UserId) => note(userId, 'left'),
    revoke: (who) => note('sessionId' in who ? who.sessionId : who.userId, 'revoked'),
    discretion: (userId) => note(userId, 'discretion'),
  };
}
