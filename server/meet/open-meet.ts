import type { Context } from '../context.ts';
import { openDirect } from '../groups/create.ts';
import { Meet } from './meet.ts';
import { MeetBooks } from './meet-books.ts';
import { Meetings } from './meetings.ts';

/** Meet with what it needs; clears what stopped processes left open. */
export async function openMeet(
  context: Pick<Context, 'config' | 'db' | 'calls' | 'sfu' | 'clock' | 'log' | 'fanout'>,
): Promise<Meet> {
  const { config, db, calls, sfu, clock, log, fanout } = context;
  const books = new MeetBooks(db, config.meet);
  await books.recover(clock.now(), config.redisUrl === null);
  return new Meet({
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
}
