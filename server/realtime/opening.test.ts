import { afterAll, beforeAll, expect, test } from 'bun:test';
import { schema } from '../../db/client.ts';
import { encodeUp } from '../../protocol/codec.ts';
import { closeCodes } from '../../protocol/errors.ts';
import { encodeDown } from '../../protocol/parse.ts';
import { PROTOCOL_VERSION } from '../../protocol/version.ts';
import { makeChat } from '../../test/harness/chat.ts';
import { FakeClock } from '../clock.ts';
import type { Context } from '../context.ts';
import { createGroup } from '../groups/create.ts';
import { ClientConnection } from './connection.ts';
import { topics } from './fanout.ts';
import { FrameLimits } from './frame-limits.ts';
import { createHandlers } from './handlers.ts';

let chat: Awaited<ReturnType<typeof makeChat>>;
let alice = '';
let sessionId = '';
let [watercooler, kitchen] = ['', ''];
beforeAll(async () => {
  chat = await makeChat();
  alice = await chat.person('Alice');
  sessionId = Bun.randomUUIDv7();
  const expiresAt = new Date(Date.now() + 3_600_000);
  await chat.db.insert(schema.sessions).values({ id: sessionId, userId: alice, tokenHash: 'x', expiresAt });
  const group = { description: '', visibility: 'private', memberIds: [] } as const;
  ({ id: watercooler } = await createGroup(chat, alice, { ...group, name: 'Watercooler' }));
  ({ id: kitchen } = await createGroup(chat, alice, { ...group, name: 'Kitchen' }));
});
afterAll(() => chat.close());

/** A connection over a real database, whose socket is a list of types. */
function connect(session = { id: sessionId, userId: alice, isGuest: false }) {
  const clock = new FakeClock(Date.now());
  const sent: string[] = [];
  const closed: number[] = [];
  const heard = new Set<string>();
  const present = new Set<string>();
  const context = {
    clock,
    db: chat.db,
    log: chat.log,
    config: { uploadLimitBytes: 1, media: { meshLimit: 4 } },
    presence: {
      set: (_: string, id: string) => present.add(id),
      leave: (_: string, id: string) => present.delete(id),
      someOnline: () => [],
      read: async () => [],
    },
    calls: { liveFor: () => [] },
    nodes: { findCalls: async () => [], carry: () => null },
    sfu: { status: () => ({ state: 'ready' }) },
  } as unknown as Context;
  const wire = {
    send: (frame: string) => sent.push((JSON.parse(frame) as { t: string }).t),
    close: (code: number) => closed.push(code),
    ping: () => {},
    subscribe: (topic: string) => heard.add(topic),
    unsubscribe: (topic: string) => heard.delete(topic),
    opened: () => {},
  };
  const connection = new ClientConnection({
    ...{ context, session, wire },
    handlers: createHandlers(),
    limits: new FrameLimits(clock),
  });
  const hello = { t: 'session.hello', version: PROTOCOL_VERSION, deviceId: Bun.randomUUIDv7() } as const;
  return {
    clock,
    connection,
    sent,
    closed,
    heard,
    present,
    hello: () => connection.receive(encodeUp(hello)),
  };
}

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await Bun.sleep(1);
}
const closedFrame = (conversationId: string) => encodeDown({ t: 'chat.closed', conversationId });

test('what happens between hello and welcome follows the welcome, whatever topic it has', async () => {
  const { connection, sent, heard, hello } = connect();
  hello();
  connection.hold(topics.conversation(watercooler), closedFrame(watercooler));
  connection.hold(
    topics.conversation(crypto.randomUUID()),
    encodeDown({ t: 'session.media', media: { state: 'ready' } }),
  );
  connection.hold(topics.everyone, encodeDown({ t: 'presence.changed', people: [] }));
  expect(sent).toEqual([]);
  await until(() => sent.length === 3);
  expect(sent).toEqual(['session.welcome', 'chat.closed', 'presence.changed']);
  expect(heard).toContain(topics.conversation(kitchen));
});

test('a conversation that is left between hello and welcome is not heard', async () => {
  const { connection, sent, heard, hello } = connect();
  hello();
  connection.unhear(topics.conversation(watercooler));
  connection.hold(topics.conversation(watercooler), closedFrame(watercooler));
  await until(() => sent.length > 0);
  expect(sent).toEqual(['session.welcome']);
  expect([heard.has(topics.conversation(watercooler)), heard.has(topics.conversation(kitchen))]).toEqual([
    false,
    true,
  ]);
});

test('a conversation that is joined between hello and welcome is heard', async () => {
  const { connection, heard, hello } = connect();
  const joined = topics.conversation(crypto.randomUUID());
  hello();
  connection.hear(joined);
  await until(() => heard.size > 0);
  expect(heard).toContain(joined);
});

test('a session that ended after the upgrade gets no welcome', async () => {
  const { sent, closed, present, hello } = connect({
    id: crypto.randomUUID(),
    userId: alice,
    isGuest: false,
  });
  hello();
  await until(() => closed.length > 0);
  expect([closed, sent, present.size]).toEqual([[closeCodes.signedOut], [], 0]);
});

test('a connection that closes before its welcome is never seen to arrive', async () => {
  const { connection, sent, present, hello } = connect();
  hello();
  connection.closed();
  await Bun.sleep(50);
  expect([sent, present.size]).toEqual([[], 0]);
});

test('a connection that was silent for longer than the heartbeat allows is closed', async () => {
  const { clock, connection, sent, closed, hello } = connect();
  hello();
  await until(() => sent.length > 0);
  clock.advance(20_000);
  connection.receive(encodeUp({ t: 'session.ping', sentAt: 1 }));
  clock.advance(20_000);
  connection.closeIfSilent();
  expect(closed).toEqual([]);
  clock.advance(10_000);
  connection.closeIfSilent();
  expect(closed).toEqual([closeCodes.silent]);
});
