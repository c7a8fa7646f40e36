import type { Sql } from 'postgres';
import type { Context } from '../context.ts';
import { openDirect } from '../groups/create.ts';
import { Meet } from './meet.ts';
import { MeetBooks } from './meet-books.ts';
import { Meetings } from './meetings.ts';
import { MemoryQueue } from './memory-queue.ts';
import { MeetNodes } from './nodes.ts';
import type { Found, MeetQueue } from './queue.ts';

/** Meet with what it needs; clears what stopped processes left open. */
export async function openMeet(
  context: Pick<Context, 'config' | 'db' | 'bus' | 'calls' | 'sfu' | 'clock' | 'log' | 'fanout'>,
  lane: Sql,
): Promise<{ meet: Meet; nodes: MeetNodes }> {
  const { config, db, calls, sfu, clock, log, fanout } = context;
  const node = Bun.randomUUIDv7();
  const books = new MeetBooks({ db, lane }, config.meet, node);
  if (config.redisUrl === null) await books.recover(clock.now(), [node]);
  const several = config.redisUrl !== null;
  const nodes = new MeetNodes({ ...context, node, several, books });
  const queue = await openQueue(context, { node, nodes, onFound: (found) => meet.found(found) });
  const meet: Meet = new Meet({
    node,
    queue,
    others: nodes,
    books,
    meetings: new Meetings({ config: config.meet, books, calls, clock, log }),
    clock,
    log,
    obstacle() {
      const status = sfu.status();
      return config.meet.path === 'sfu' && status.state !== 'ready' ? status.reason : null;
    },
    openDirect: async (a, b) => (await openDirect({ db, clock, fanout }, a, b)).id,
  });
  nodes.attach(meet);
  return { meet, nodes };
}

/** In memory for one process, in Redis for several. */
async function openQueue(
  { config, clock, log }: Pick<Context, 'config' | 'clock' | 'log'>,
  { node, nodes, onFound }: { node: string; nodes: MeetNodes; onFound: (found: Found) => void },
): Promise<MeetQueue> {
  if (config.redisUrl === null) return new MemoryQueue({ clock, node, onFound });
  const { makeRedisQueue } = await import('./redis-queue.ts');
  const onNodes = (alive: ReadonlySet<string>) => nodes.alive(alive);
  return makeRedisQueue(config.redisUrl, { clock, log, node, onFound, onNodes });
}
