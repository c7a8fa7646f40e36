import { expect, test } from 'bun:test';
import type { Context } from '../context.ts';
import { FakeClock } from '../clock.ts';
import { createLogger } from '../log.ts';
import { Client, type Socket } from './client.ts';
import { FrameLimits } from './frame-limits.ts';
import { createHandlers } from './handlers.ts';

/** A client whose socket writes down what leaves, and holds together what is written in one go. */
function open({ waiting = 0 } = {}) {
  const writes: string[][] = [];
  const lagging: Client[] = [];
  let together: string[] | null = null;
  const socket = {
    cork(write: () => void) {
      together = ['published'];
      write();
      writes.push(together);
      together = null;
    },
    // Outside of a cork, what was published to the socket leaves in a write of its own.
    sendText: (frame: string) => (together ? together.push(frame) : writes.push(['published'], [frame])),
    getBufferedAmount: () => waiting,
  };
  const context = { clock: new FakeClock(), log: createLogger('silent') } as unknown as Context;
  const owner = { lagging: (client: Client) => void lagging.push(client), opened: () => {} };
  const client = new Client(socket as unknown as Socket, owner, {
    context,
    handlers: createHandlers(),
    session: { id: 'session', userId: 'alice', isGuest: false },
    limits: new FrameLimits(context.clock),
  });
  return { client, writes, lagging };
}

test('a frame leaves in one write with what was published to its socket before it', () => {
  const { client, writes, lagging } = open();
  client.send('an answer');
  expect(writes).toEqual([['published', 'an answer']]);
  expect(lagging).toEqual([]);
});

test('whose socket did not take all of it lags behind', () => {
  const { client, lagging } = open({ waiting: 10 });
  client.send('an answer');
  expect(lagging).toEqual([client]);
});
