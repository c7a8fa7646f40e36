import { expect, test } from 'bun:test';
import type { DownEvent } from '../../protocol/down.ts';
import { createLogger } from '../log.ts';
import { type LocalDelivery, makeFanout } from './fanout.ts';
import { makeMemoryBus } from './memory-bus.ts';

const log = createLogger('silent');
const closed: DownEvent = { t: 'chat.closed', conversationId: 'watercooler' };
const typing: DownEvent = {
  t: 'chat.typing',
  conversationId: 'watercooler',
  userId: 'alice',
  stopped: false,
};

/** Two processes on one bus; what each delivers is written down. */
function processes() {
  const bus = makeMemoryBus(log);
  return [0, 1].map(() => {
    const delivered: unknown[][] = [];
    const note =
      (what: string) =>
      (...args: unknown[]) =>
        void delivered.push([what, ...args]);
    const local: LocalDelivery = {
      publish: note('publish'),
      joined: note('joined'),
      left: note('left'),
      revoke: note('revoke'),
      discretion: note('discretion'),
      resume: note('resume'),
    };
    const fanout = makeFanout(bus, log);
    fanout.attach(local);
    return { fanout, delivered };
  });
}

test('every process delivers an event as the same frame, and knows what is fleeting', () => {
  const [first, second] = processes();
  first?.fanout.toConversation('watercooler', closed);
  first?.fanout.toUser('bob', typing);
  const expected = [
    ['publish', 'conversation:watercooler', JSON.stringify(closed), false],
    ['publish', 'user:bob', JSON.stringify(typing), true],
  ];
  expect(first?.delivered).toEqual(expected);
  expect(second?.delivered).toEqual(expected);
});

test('orders to the sockets keep their place among the events', () => {
  const [first, second] = processes();
  first?.fanout.joined('bob', 'watercooler');
  first?.fanout.toEveryone(closed);
  first?.fanout.left('bob', 'watercooler');
  first?.fanout.revoke({ userId: 'bob' }, 4001);
  expect(second?.delivered.map(([what]) => what)).toEqual(['joined', 'publish', 'left', 'revoke']);
  expect(second?.delivered.at(-1)).toEqual(['revoke', expect.objectContaining({ userId: 'bob' }), 4001]);
});

test('what is for here stays here, and a closed fan-out delivers nothing', () => {
  const [first, second] = processes();
  first?.fanout.here('everyone', closed);
  second?.fanout.close();
  first?.fanout.toEveryone(closed);
  expect([first?.delivered.length, second?.delivered.length]).toEqual([2, 0]);
});
