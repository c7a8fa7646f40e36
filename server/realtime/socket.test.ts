import { expect, test } from 'bun:test';
import type { Server, ServerWebSocket } from 'bun';
import { closeCodes } from '../../protocol/errors.ts';
import type { Session } from '../auth/sessions.ts';
import { FakeClock } from '../clock.ts';
import type { Context } from '../context.ts';
import { createLogger } from '../log.ts';
import { topics } from './fanout.ts';
import type { SocketData } from './client.ts';
import { makeSockets } from './socket.ts';

/** The sockets of a process, with Bun's half played by lists. */
function process() {
  const published: string[] = [];
  const revoked: unknown[] = [];
  const context = {
    clock: new FakeClock(),
    log: createLogger('silent'),
    presence: { leave: () => {} },
    sfu: { onStatus: () => () => {} },
    calls: { revoke: (who: unknown) => revoked.push(who), removeMember: () => {} },
    meet: { revoke: () => {} },
    transfers: { revoke: () => {}, left: () => {}, recheck: () => {} },
  } as unknown as Context;
  const sockets = makeSockets(context);
  const server = { publish: (_: string, frame: string) => published.push(frame) };
  sockets.attach(server as unknown as Server<SocketData>);
  const open = (userId: string, id: string = crypto.randomUUID()) => {
    const state = { waiting: 0, sent: [] as string[], closed: 0 };
    const data: SocketData = { session: { id, userId } as Session, client: null };
    const socket = {
      data,
      getBufferedAmount: () => state.waiting,
      cork: (write: () => void) => write(),
      sendText: (frame: string) => state.sent.push(frame),
      isSubscribed: () => true,
      close: (code: number) => {
        state.closed = code;
        sockets.websocket.close?.(bun, code, '');
      },
    };
    const bun = socket as unknown as ServerWebSocket<SocketData>;
    sockets.websocket.open?.(bun);
    return { state, drain: () => sockets.websocket.drain?.(bun) };
  };
  return { sockets, published, revoked, open };
}

const MUCH = 'x'.repeat(512 * 1024);

test('who reads too slowly is closed with a code that says so, and nobody else', () => {
  const { sockets, open } = process();
  const [slow, quick] = [open('bob'), open('carol')];
  slow.state.waiting = 2 * 1024 * 1024;
  sockets.publish(topics.everyone, MUCH);
  expect([slow.state.closed, quick.state.closed, sockets.count]).toEqual([closeCodes.tooSlow, 0, 1]);
});

test('who lags behind is spared what is fleeting, and gets it again after catching up', () => {
  const { sockets, published, open } = process();
  const [lagging, quick] = [open('bob'), open('carol')];
  lagging.state.waiting = 512 * 1024;
  sockets.publish(topics.everyone, MUCH);
  sockets.publish(topics.everyone, 'typing', true);
  expect([lagging.state.sent, quick.state.sent]).toEqual([[], ['typing']]);
  sockets.publish(topics.everyone, 'a message');
  lagging.drain();
  sockets.publish(topics.everyone, 'typing again', true);
  expect(published).toEqual([MUCH, 'a message', 'typing again']);
});

test('a revoked session takes its own sockets along, a revoked user all of them', () => {
  const { sockets, revoked, open } = process();
  const [phone, desktop, other] = [open('bob', 'phone'), open('bob', 'desktop'), open('carol')];
  sockets.revoke({ sessionId: 'phone' }, closeCodes.signedOut);
  expect([phone.state.closed, desktop.state.closed]).toEqual([closeCodes.signedOut, 0]);
  sockets.revoke({ userId: 'bob' }, closeCodes.suspended);
  expect([desktop.state.closed, other.state.closed]).toEqual([closeCodes.suspended, 0]);
  expect(revoked).toEqual([{ sessionId: 'phone' }, { userId: 'bob' }]);
});

test('after a gap in the bus everyone is sent to read afresh', () => {
  const { sockets, open } = process();
  const everyone = [open('alice'), open('bob')];
  sockets.resume();
  expect(everyone.map(({ state }) => state.closed)).toEqual([closeCodes.unavailable, closeCodes.unavailable]);
});

test('sockets that are closed stay closed: who comes then is sent away', async () => {
  const { sockets, open } = process();
  const early = open('alice');
  await sockets.close();
  await sockets.close();
  expect([early.state.closed, open('bob').state.closed]).toEqual([1001, 1001]);
});
