import { expect, test } from 'bun:test';
import { encodeUp } from '../../protocol/codec.ts';
import type { Down } from '../../protocol/down.ts';
import { closeCodes } from '../../protocol/errors.ts';
import { FakeClock } from '../clock.ts';
import type { Context } from '../context.ts';
import { createLogger } from '../log.ts';
import { ClientConnection } from './connection.ts';
import { createHandlers } from './handlers.ts';
import { TypingFilter } from '../messages/typing.ts';
import { FrameLimits } from './frame-limits.ts';

/** A connection whose socket is a list. Nothing here gets as far as the database. */
function connect() {
  const clock = new FakeClock();
  const sent: Down[] = [];
  const closed: number[] = [];
  const left: string[] = [];
  const presence = { leave: (userId: string) => left.push(userId), set: () => {} };
  const context = { clock, presence, log: createLogger('silent') } as unknown as Context;
  const connection = new ClientConnection({
    context,
    handlers: createHandlers(),
    limits: new FrameLimits(clock),
    session: { id: 'session', userId: 'alice', isGuest: false },
    wire: {
      send: (frame) => sent.push(JSON.parse(frame) as Down),
      close: (code) => closed.push(code),
      ping: () => {},
      subscribe: () => {},
      unsubscribe: () => {},
      opened: () => {},
    },
  });
  return { clock, connection, sent, closed, left };
}

test('a connection that says no hello within ten seconds is closed', () => {
  const { clock, closed } = connect();
  clock.advance(9_999);
  expect(closed).toEqual([]);
  clock.advance(1);
  expect(closed).toEqual([closeCodes.helloExpected]);
});

test('whoever listens to the close is told once, also when listening comes late', () => {
  const { connection, closed, left } = connect();
  let told = 0;
  connection.onClose(() => {
    told += 1;
  });
  connection.close(closeCodes.tooSlow, '');
  connection.close(closeCodes.tooSlow, '');
  connection.closed();
  expect([told, closed, left]).toEqual([1, [closeCodes.tooSlow], ['alice']]);
  connection.onClose(() => {
    told += 1;
  });
  expect(told).toBe(2);
});

test('a closed connection takes and says nothing more', () => {
  const { connection, sent } = connect();
  connection.closed();
  connection.receive(encodeUp({ t: 'call.ice' }, 1));
  connection.send({ t: 'chat.closed', conversationId: 'x' });
  expect(sent).toEqual([]);
});

test('thirty messages in ten seconds pass, signals and other frames have limits of their own', () => {
  const clock = new FakeClock();
  const limits = new FrameLimits(clock);
  const passes = (type: 'chat.send' | 'chat.page' | 'call.signal') => {
    try {
      limits.take(type);
      return true;
    } catch {
      return false;
    }
  };
  const count = (type: Parameters<typeof passes>[0]) =>
    Array.from({ length: 2_000 }, () => passes(type)).filter(Boolean).length;
  expect([count('chat.send'), count('chat.page'), count('call.signal')]).toEqual([30, 300, 1_500]);
  clock.advance(5_000);
  expect(count('chat.send')).toBe(15);
});

test('typing is news at first, when it was not heard for a while, and when it stops', () => {
  const clock = new FakeClock();
  const filter = new TypingFilter(clock);
  expect([filter.isNews('a', false), filter.isNews('a', false), filter.isNews('b', false)]).toEqual([
    true,
    false,
    true,
  ]);
  clock.advance(2_500);
  expect(filter.isNews('a', false)).toBe(true);
  expect([filter.isNews('a', true), filter.isNews('a', true)]).toEqual([true, false]);
  expect(filter.isNews('a', false)).toBe(true);
});
