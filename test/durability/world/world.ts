import { join } from 'node:path';
import { makeTestRedis, type TestRedis } from '../../harness/redis.ts';
import { startServer, type TestServer } from '../../harness/server.ts';
import { type SignedIn, signIn, signUp } from '../../harness/client.ts';
import type { ServerFault } from '../faults/server-faults.ts';
import type { Cluster, Database } from './postgres.ts';

const SERVER = join(import.meta.dir, '..', 'server.ts');
const NAMES = ['Alice', 'Bob', 'Carol', 'Dave', 'Erin', 'Frank', 'Grace', 'Heidi'];

export interface Scale {
  /** More than one share a Redis. */
  readonly processes: number;
  readonly users: number;
  readonly devices: number;
  readonly conversations: number;
}

export interface Person {
  readonly name: string;
  readonly id: string;
  /** Signed in on each device by itself. */
  readonly clients: readonly SignedIn[];
}

export interface Room {
  readonly id: string;
  readonly owner: Person;
  readonly members: ReadonlySet<Person>;
}

/** Server processes on a database of their own, people with accounts, and the conversations that they share. */
export class World {
  readonly database: Database;
  readonly servers: readonly TestServer[];
  readonly redis: TestRedis | null;
  readonly people: readonly Person[];
  readonly rooms: readonly Room[];

  private constructor(parts: Pick<World, 'database' | 'servers' | 'redis' | 'people' | 'rooms'>) {
    this.database = parts.database;
    this.servers = parts.servers;
    this.redis = parts.redis;
    this.people = parts.people;
    this.rooms = parts.rooms;
  }

  static async make(cluster: Cluster, scale: Scale, fault: ServerFault | null): Promise<World> {
    const database = await cluster.makeDatabase();
    const redis = scale.processes > 1 ? await makeTestRedis() : null;
    const servers = await startServers(scale.processes, {
      databaseUrl: database.url,
      program: fault === null ? [SERVER] : [SERVER, fault],
      env: { REGISTRATION: 'open', ...(redis ? { REDIS_URL: redis.url } : {}) },
    });
    const people = await Promise.all(NAMES.slice(0, scale.users).map((name) => enrol(servers, name, scale)));
    const rooms: Room[] = [];
    for (let n = 0; n < scale.conversations; n += 1) rooms.push(await openRoom(people, n));
    return new World({ database, servers, redis, people, rooms });
  }

  async close(): Promise<void> {
    for (const server of this.servers) await server.close();
    await this.redis?.close();
    await this.database.close();
  }
}

/** One after the other: the first brings the database to its version. */
async function startServers(
  count: number,
  options: Parameters<typeof startServer>[0],
): Promise<TestServer[]> {
  const servers: TestServer[] = [];
  for (let n = 0; n < count; n += 1) servers.push(await startServer(options));
  return servers;
}

async function enrol(servers: readonly TestServer[], name: string, { devices }: Scale): Promise<Person> {
  const [server] = servers;
  if (!server) throw new Error('there is no server');
  const first = await signUp(server, name);
  const clients = [first];
  while (clients.length < devices) clients.push(await signIn(server, name));
  return { name, id: first.user.id, clients };
}

/** Of every four conversations one is of two people, and the others are groups of different sizes. */
async function openRoom(people: readonly Person[], n: number): Promise<Room> {
  const at = (index: number) => people[index % people.length] as Person;
  const owner = at(n);
  const api = owner.clients[0]?.api;
  if (!api) throw new Error('an account has a device');
  if (n % 4 === 3) {
    const other = at(n + 1 + Math.floor(n / people.length));
    const { id } = await api.groups.direct.mutate({ userId: other.id });
    return { id, owner, members: new Set([owner, other]) };
  }
  const size = n % 4 === 0 ? people.length : 3 + (n % 3);
  const members = new Set(Array.from({ length: Math.min(size, people.length) }, (_, index) => at(n + index)));
  const memberIds = [...members].map(({ id }) => id);
  const group = { name: `Watercooler ${n + 1}`, description: '', visibility: 'private' } as const;
  const { id } = await api.groups.create.mutate({ ...group, memberIds });
  return { id, owner, members };
}
