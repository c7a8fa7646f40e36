import type { Context } from '../context.ts';
import { readUser } from '../users/users.ts';
import { MemorySeats } from './memory-seats.ts';
import { DirectRooms } from './rooms.ts';
import type { Seats } from './seats.ts';

type Needs = Pick<Context, 'config' | 'db' | 'bus' | 'fanout' | 'presence' | 'calls' | 'clock' | 'log'>;

export async function openDirectRooms(context: Needs): Promise<DirectRooms> {
  const { clock, log, bus, fanout, calls } = context;
  let rooms: DirectRooms | null = null;
  const tellAfresh = () => void rooms?.tellAfresh();
  const opened = new DirectRooms({
    ...{ seats: await openSeats(context, tellAfresh), clock, log },
    iceServers: (userId) => calls.iceServers(userId),
    nameOf: async (userId) => (await readUser(context, userId)).name,
    toConnection: (connectionId, event) => fanout.toConnection(connectionId, event),
  });
  rooms = opened;
  bus.onGap(tellAfresh);
  return opened;
}

/** In memory for one process, in Redis for several. */
async function openSeats({ config, clock, log }: Needs, onUnsure: () => void): Promise<Seats> {
  if (config.redisUrl === null) return new MemorySeats();
  const { makeRedisSeats } = await import('./redis-seats.ts');
  return makeRedisSeats(config.redisUrl, { clock, log, node: Bun.randomUUIDv7(), onUnsure });
}
