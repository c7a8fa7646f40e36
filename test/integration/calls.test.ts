import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test';
import { createSocket } from 'node:dgram';
import type { Call, Joined, LiveCall } from '../../protocol/call.ts';
import { consumeOf, voiceOf } from '../../server/sfu/sfu-contract.ts';
import { connectSocket, type SignedIn, signUp, type TestSocket } from '../harness/client.ts';
import { startServer, type TestServer } from '../harness/server.ts';

setDefaultTimeout(30_000);

type Live = Joined['call'];
let server: TestServer;
let alice: SignedIn;
let bob: SignedIn;
let carol: SignedIn;
let atAlice: TestSocket;
let atBob: TestSocket;
let atCarol: TestSocket;
let direct: string;
let watercooler: string;

beforeAll(async () => {
  server = await startServer({
    env: {
      MESH_LIMIT: '2',
      MEDIA_WORKERS: '1',
      MEDIA_PORT: String(await freePort()),
      ANNOUNCED_ADDRESS: '127.0.0.1',
      STUN_URLS: 'stun:stun.example.org',
    },
  });
  [alice, bob, carol] = [
    await signUp(server, 'Alice'),
    await signUp(server, 'Bob'),
    await signUp(server, 'Carol'),
  ];
  direct = (await alice.api.groups.direct.mutate({ userId: bob.user.id })).id;
  watercooler = (
    await alice.api.groups.create.mutate({
      name: 'Watercooler',
      description: '',
      visibility: 'private',
      memberIds: [bob.user.id, carol.user.id],
    })
  ).id;
  await connectAll();
});
afterAll(() => server.close());

async function connectAll(): Promise<void> {
  [atAlice, atBob, atCarol] = [
    await connectSocket(alice),
    await connectSocket(bob),
    await connectSocket(carol),
  ];
}

const start = (socket: TestSocket, conversationId: string) =>
  socket.request({ t: 'call.start', conversationId, video: false, streams: [] });
const join = (socket: TestSocket, callId: string) => socket.request({ t: 'call.join', callId, streams: [] });
const leave = (socket: TestSocket, callId: string, participantId: string) =>
  socket.request({ t: 'call.leave', callId, participantId });

const seen = new WeakMap<TestSocket, { callId: string; revision: number }>();
/** The first snapshot of this call that fits, later than the one that this socket waited for last. */
async function when(socket: TestSocket, callId: string, fits: (call: Call) => boolean): Promise<Call> {
  const last = seen.get(socket);
  const after = last?.callId === callId ? last.revision : 0;
  const isIt = ({ call }: { call: Call }) => call.id === callId && call.revision > after && fits(call);
  const { call } = await socket.next('call.changed', isIt);
  seen.set(socket, { callId, revision: call.revision });
  return call;
}
const ended = (socket: TestSocket, callId: string) => when(socket, callId, ({ state }) => state === 'ended');

test('Alice calls Bob: ringing, answered, signals both ways, hung up, a line in the conversation', async () => {
  const { call, participantId, iceServers } = await start(atAlice, direct);
  expect(call).toMatchObject({ state: 'ringing', ringing: [bob.user.id] });
  expect(iceServers).toEqual([{ urls: ['stun:stun.example.org'] }]);
  await when(atBob, call.id, (now) => now.state === 'ringing');
  const answered = await join(atBob, call.id);
  await when(atAlice, call.id, (now) => now.state === 'active');
  const { meshEpoch: epoch } = answered.call.topology;
  const frame = { t: 'call.signal', callId: call.id, epoch, signal: { instance: 'a' } } as const;
  await atAlice.request({ ...frame, participantId, to: answered.participantId });
  expect(await atBob.next('call.signal')).toMatchObject({ from: participantId, to: answered.participantId });
  await atBob.request({ ...frame, participantId: answered.participantId, to: participantId });
  expect(await atAlice.next('call.signal')).toMatchObject({ from: answered.participantId });
  await leave(atBob, call.id, answered.participantId);
  expect(await ended(atAlice, call.id)).toMatchObject({ state: 'ended', reason: 'hangup' });
  const line = await atAlice.next('chat.changed', ({ conversationId }) => conversationId === direct);
  expect(line.change).toMatchObject({
    kind: 'message',
    message: { senderId: alice.user.id, event: { kind: 'call', callId: call.id, outcome: 'ended' } },
  });
  const [recent] = await bob.api.calls.recent.query({});
  expect(recent).toMatchObject({ id: call.id, startedBy: alice.user.id, reason: 'hangup' });
  expect(recent?.answeredAt).toBeNumber();
});

test('Bob declines, and is in nobody else’s list of calls', async () => {
  const { call } = await start(atAlice, direct);
  await when(atBob, call.id, (now) => now.state === 'ringing');
  await atBob.request({ t: 'call.decline', callId: call.id });
  expect(await ended(atAlice, call.id)).toMatchObject({ reason: 'declined' });
  await atAlice.next('chat.changed', ({ change }) => outcomeOf(change) === 'declined');
  expect((await alice.api.calls.recent.query({}))[0]).toMatchObject({ id: call.id, answeredAt: null });
  expect(await carol.api.calls.recent.query({})).toEqual([]);
});

test('the answer on one device of Bob’s stops the ring of the other, and a second device takes over', async () => {
  const laptop = await connectSocket(bob);
  const { call } = await start(atAlice, direct);
  await when(laptop, call.id, (now) => now.state === 'ringing' && now.ringing.includes(bob.user.id));
  const phone = await join(atBob, call.id);
  const stopped = await when(laptop, call.id, (now) => now.state === 'active');
  expect((stopped as Live).ringing).toEqual([]);
  const taken = await join(laptop, call.id);
  const after = await when(atBob, call.id, (now) => idsOf(now).includes(taken.participantId));
  expect(idsOf(after)).not.toContain(phone.participantId);
  expect(after.state).toBe('active');
  laptop.close();
  await when(atAlice, call.id, (now) => now.state === 'active' && now.participants.some((p) => !p.connected));
  const again = await connectSocket(bob);
  expect(again.welcome.calls.map(({ id }) => id)).toContain(call.id);
  const { participantId } = taken;
  const back = await again.request({ t: 'call.rejoin', callId: call.id, participantId });
  expect(back.call.participants.every(({ connected }) => connected)).toBeTrue();
  await leave(again, call.id, participantId);
  await ended(atAlice, call.id);
  again.close();
});

test('who has no part in a call cannot find it', async () => {
  const { call, participantId } = await start(atAlice, direct);
  const strange = { callId: call.id, participantId } as const;
  const frames = [
    () => join(atCarol, call.id),
    () => atCarol.request({ t: 'call.decline', callId: call.id }),
    () => atCarol.request({ t: 'call.rejoin', ...strange }),
    () => atCarol.request({ t: 'call.streams', ...strange, streams: [] }),
    () => atCarol.request({ t: 'call.ready', ...strange, epoch: 1 }),
    () => atBob.request({ t: 'call.ready', ...strange, epoch: 1 }),
    () => atCarol.request({ t: 'sfu.join', ...strange, epoch: 1 }),
    () => start(atCarol, direct),
  ];
  for (const frame of frames) await expect(frame()).rejects.toMatchObject({ code: 'not_found' });
  await leave(atCarol, call.id, participantId);
  expect((await atAlice.request({ t: 'call.rejoin', ...strange })).call.participants).toHaveLength(1);
  await leave(atAlice, call.id, participantId);
  expect(await ended(atBob, call.id)).toMatchObject({ reason: 'cancelled' });
});

test('a closing page leaves by beacon', async () => {
  const { call, participantId } = await start(atAlice, direct);
  const post = (who: SignedIn) =>
    who.fetch('/calls/leave', {
      method: 'POST',
      body: JSON.stringify({ callId: call.id, participantId }),
      headers: { 'content-type': 'text/plain;charset=UTF-8', origin: server.url },
    });
  expect((await post(bob)).status).toBe(204);
  expect(atBob.received.some((down) => down.t === 'call.changed' && isEnd(down.call, call.id))).toBeFalse();
  expect((await post(alice)).status).toBe(204);
  expect(await ended(atBob, call.id)).toMatchObject({ reason: 'cancelled' });
});

/** Alice, Bob and Carol in the Watercooler, on the SFU by everyone's word. */
async function gatherOnSfu() {
  const one = await start(atAlice, watercooler);
  const two = await join(atBob, one.call.id);
  const three = await join(atCarol, one.call.id);
  const callId = one.call.id;
  const { switching } = (await when(atAlice, callId, (now) => switchOf(now) === 'sfu')) as LiveCall;
  const epoch = switching?.epoch ?? 0;
  const places = [
    { socket: atAlice, participantId: one.participantId },
    { socket: atBob, participantId: two.participantId },
    { socket: atCarol, participantId: three.participantId },
  ] as const;
  const replies = [];
  for (const { socket, participantId } of places) {
    replies.push(await socket.request({ t: 'sfu.join', callId, participantId, epoch }));
    await socket.request({ t: 'call.ready', callId, participantId, epoch });
  }
  await when(atAlice, callId, (now) => now.state === 'active' && now.topology.kind === 'sfu');
  return { callId, places, replies, epoch };
}

test('the third moves the call to the SFU; streams are told, consumed, and gone with their sender', async () => {
  const { callId, places, replies } = await gatherOnSfu();
  const [{ participantId: a }, { participantId: b }, { participantId: c }] = places;
  const voice = voiceOf(callId, a, replies[0]?.send.id ?? '');
  const { producerId } = await atAlice.request(voice);
  const told = await atBob.next('sfu.streams', ({ streams }) => streams.length === 1);
  expect(told.streams).toMatchObject([{ streamId: voice.streamId, participantId: a, producerId }]);
  const consumer = await atBob.request(consumeOf(callId, b, voice.streamId));
  expect(consumer).toMatchObject({ producerId, kind: 'audio' });
  await expect(atCarol.request({ ...voice, participantId: c })).rejects.toMatchObject({ code: 'conflict' });
  await expect(atCarol.request({ ...voice, participantId: a })).rejects.toMatchObject({ code: 'not_found' });
  await leave(atAlice, callId, a);
  expect((await atBob.next('sfu.streams', ({ streams }) => streams.length === 0)).streams).toEqual([]);
  const back = (await when(atBob, callId, (now) => switchOf(now) === 'mesh')) as LiveCall;
  const epoch = back.switching?.epoch ?? 0;
  await atBob.request({ t: 'call.ready', callId, participantId: b, epoch });
  await atCarol.request({ t: 'call.ready', callId, participantId: c, epoch });
  const mesh = await when(atBob, callId, (now) => now.state === 'active' && now.topology.kind === 'mesh');
  expect((mesh as Live).topology).toEqual({ kind: 'mesh', epoch, meshEpoch: epoch });
  await leave(atBob, callId, b);
  await leave(atCarol, callId, c);
});

test('the media worker is killed: everyone hears of it and joins again, at once', async () => {
  const { callId, places, epoch } = await gatherOnSfu();
  const worker = Bun.spawnSync(['pgrep', '-P', String(server.pid), 'mediasoup'])
    .stdout.toString()
    .trim();
  process.kill(Number(worker), 'SIGKILL');
  for (const { socket } of places) await socket.next('sfu.lost', (lost) => lost.callId === callId);
  await atAlice.next('session.media', ({ media }) => media.state === 'ready');
  for (const { socket, participantId } of places) {
    const reply = await socket.request({ t: 'sfu.join', callId, participantId, epoch });
    await socket.request(voiceOf(callId, participantId, reply.send.id));
  }
  await atAlice.next('sfu.streams', ({ streams }) => streams.length === 2);
  for (const { socket, participantId } of places) await leave(socket, callId, participantId);
});

test('who is removed from the group, or signs out, is out of its call', async () => {
  const one = await start(atAlice, watercooler);
  const two = await join(atBob, one.call.id);
  const three = await join(atCarol, one.call.id);
  await when(atAlice, one.call.id, (now) => idsOf(now).includes(three.participantId));
  await alice.api.groups.removeMember.mutate({ id: watercooler, userId: carol.user.id });
  const without = await when(atAlice, one.call.id, (now) => !idsOf(now).includes(three.participantId));
  expect(idsOf(without)).toEqual([one.participantId, two.participantId]);
  await expect(join(atCarol, one.call.id)).rejects.toMatchObject({ code: 'not_found' });
  await bob.api.auth.signOut.mutate();
  const alone = await when(atAlice, one.call.id, (now) => idsOf(now).length === 1);
  expect(idsOf(alone)).toEqual([one.participantId]);
  await leave(atAlice, one.call.id, one.participantId);
});

test('the server is killed in the middle of a call: the next start closes it', async () => {
  const { call } = await start(atAlice, direct);
  await atAlice.request({ t: 'call.ice' });
  await Bun.sleep(200);
  await server.kill9();
  await server.restart();
  atAlice = await connectSocket(alice);
  expect(atAlice.welcome.calls).toEqual([]);
  expect((await alice.api.calls.recent.query({}))[0]).toMatchObject({ id: call.id, reason: 'closed' });
  const { messages } = await alice.api.messages.page.query({ conversationId: direct, direction: 'newest' });
  expect(messages.at(-1)?.event).toMatchObject({ kind: 'call', callId: call.id, outcome: 'failed' });
});

function idsOf(call: Call): string[] {
  return call.state === 'ended' ? [] : call.participants.map(({ id }) => id);
}

function switchOf(call: Call): string | null {
  return call.state === 'ended' ? null : (call.switching?.to ?? null);
}

function isEnd(call: Call, id: string): boolean {
  return call.id === id && call.state === 'ended';
}

function outcomeOf(change: { kind: string; message?: { event: unknown } }): unknown {
  const event = change.message?.event;
  return typeof event === 'object' && event !== null && 'outcome' in event ? event.outcome : null;
}

async function freePort(): Promise<number> {
  const socket = createSocket('udp4');
  const { promise, resolve } = Promise.withResolvers<void>();
  socket.bind(0, '127.0.0.1', resolve);
  await promise;
  const { port } = socket.address();
  socket.close();
  return port;
}
