import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test';
import type { Call, LiveCall } from '../../protocol/call.ts';
import { ended, idsOf, joinCall, leaveCall, openCallDesk, startCall, when } from '../harness/calls.ts';
import { connectSocket, type SignedIn, type TestSocket } from '../harness/client.ts';
import type { TestServer } from '../harness/server.ts';

setDefaultTimeout(30_000);

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
  ({ server, alice, bob, carol, atAlice, atBob, atCarol, direct, watercooler } = await openCallDesk());
});
afterAll(() => server.close());

test('Alice calls Bob: ringing, answered, signals both ways, hung up, a line in the conversation', async () => {
  const { call, participantId, iceServers } = await startCall(atAlice, direct);
  expect(call).toMatchObject({ state: 'ringing', ringing: [bob.user.id] });
  expect(iceServers).toEqual([{ urls: ['stun:stun.example.org'] }]);
  await when(atBob, call.id, (now) => now.state === 'ringing');
  const answered = await joinCall(atBob, call.id);
  await when(atAlice, call.id, (now) => now.state === 'active');
  const { meshEpoch: epoch } = answered.call.topology;
  const frame = { t: 'call.signal', callId: call.id, epoch, signal: { instance: 'a' } } as const;
  await atAlice.request({ ...frame, participantId, to: answered.participantId });
  expect(await atBob.next('call.signal')).toMatchObject({ from: participantId, to: answered.participantId });
  await atBob.request({ ...frame, participantId: answered.participantId, to: participantId });
  expect(await atAlice.next('call.signal')).toMatchObject({ from: answered.participantId });
  await leaveCall(atBob, call.id, answered.participantId);
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
  const { call } = await startCall(atAlice, direct);
  await when(atBob, call.id, (now) => now.state === 'ringing');
  await atBob.request({ t: 'call.decline', callId: call.id });
  expect(await ended(atAlice, call.id)).toMatchObject({ reason: 'declined' });
  await atAlice.next('chat.changed', ({ change }) => outcomeOf(change) === 'declined');
  expect((await alice.api.calls.recent.query({}))[0]).toMatchObject({ id: call.id, answeredAt: null });
  expect(await carol.api.calls.recent.query({})).toEqual([]);
});

test('the answer on one device of Bob’s stops the ring of the other, and a second device takes over', async () => {
  const laptop = await connectSocket(bob);
  const { call } = await startCall(atAlice, direct);
  await when(laptop, call.id, (now) => now.state === 'ringing' && now.ringing.includes(bob.user.id));
  const phone = await joinCall(atBob, call.id);
  const stopped = await when(laptop, call.id, (now) => now.state === 'active');
  expect((stopped as LiveCall).ringing).toEqual([]);
  const taken = await joinCall(laptop, call.id);
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
  await leaveCall(again, call.id, participantId);
  await ended(atAlice, call.id);
  again.close();
});

test('who has no part in a call cannot find it', async () => {
  const { call, participantId } = await startCall(atAlice, direct);
  const strange = { callId: call.id, participantId } as const;
  const frames = [
    () => joinCall(atCarol, call.id),
    () => atCarol.request({ t: 'call.decline', callId: call.id }),
    () => atCarol.request({ t: 'call.rejoin', ...strange }),
    () => atCarol.request({ t: 'call.streams', ...strange, streams: [] }),
    () => atCarol.request({ t: 'call.ready', ...strange, epoch: 1 }),
    () => atBob.request({ t: 'call.ready', ...strange, epoch: 1 }),
    () => atCarol.request({ t: 'sfu.join', ...strange, epoch: 1 }),
    () => startCall(atCarol, direct),
  ];
  for (const frame of frames) await expect(frame()).rejects.toMatchObject({ code: 'not_found' });
  await leaveCall(atCarol, call.id, participantId);
  expect((await atAlice.request({ t: 'call.rejoin', ...strange })).call.participants).toHaveLength(1);
  await leaveCall(atAlice, call.id, participantId);
  expect(await ended(atBob, call.id)).toMatchObject({ reason: 'cancelled' });
});

test('a closing page leaves by beacon', async () => {
  const { call, participantId } = await startCall(atAlice, direct);
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

test('who is removed from the group, or signs out, is out of its call', async () => {
  const one = await startCall(atAlice, watercooler);
  const two = await joinCall(atBob, one.call.id);
  const three = await joinCall(atCarol, one.call.id);
  await when(atAlice, one.call.id, (now) => idsOf(now).includes(three.participantId));
  await alice.api.groups.removeMember.mutate({ id: watercooler, userId: carol.user.id });
  const without = await when(atAlice, one.call.id, (now) => !idsOf(now).includes(three.participantId));
  expect(idsOf(without)).toEqual([one.participantId, two.participantId]);
  await expect(joinCall(atCarol, one.call.id)).rejects.toMatchObject({ code: 'not_found' });
  await bob.api.auth.signOut.mutate();
  const alone = await when(atAlice, one.call.id, (now) => idsOf(now).length === 1);
  expect(idsOf(alone)).toEqual([one.participantId]);
  await leaveCall(atAlice, one.call.id, one.participantId);
});

test('the server is killed in the middle of a call: the next start closes it', async () => {
  const { call } = await startCall(atAlice, direct);
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

function isEnd(call: Call, id: string): boolean {
  return call.id === id && call.state === 'ended';
}

function outcomeOf(change: { kind: string; message?: { event: unknown } }): unknown {
  const event = change.message?.event;
  return typeof event === 'object' && event !== null && 'outcome' in event ? event.outcome : null;
}
