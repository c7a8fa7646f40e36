import { expect, test } from 'bun:test';
import { CALL_LEASE_MS, MAX_CALL_PARTICIPANTS, MESH_CEILING } from '../../protocol/limits.ts';
import { ALICE, BOB, CAROL, CallFixture, codeOf, device, RING_MS } from './call-fixture.ts';

const SIGNAL = { instance: 'a', peerInstance: null };

test('1.2 start makes the caller a participant and rings the others', () => {
  const fixture = new CallFixture();
  fixture.start();
  expect(fixture.now).toMatchObject({ state: 'ringing', ringing: [BOB, CAROL], startedBy: ALICE });
  expect(fixture.live.participants.map(({ userId }) => userId)).toEqual([ALICE]);
});

test('1.3 a busy callee ends the call at once', () => {
  const fixture = new CallFixture({ kind: 'direct' });
  fixture.call.startBusy(device(ALICE));
  expect(fixture.now).toMatchObject({ state: 'ended', reason: 'busy' });
  expect(fixture.ended()).toMatchObject([{ answeredAt: null, everyone: [ALICE] }]);
});

test('1.4 the first answer makes the call active, and the answerer rings no more', () => {
  const fixture = new CallFixture();
  fixture.start();
  fixture.clock.advance(3_000);
  fixture.join(BOB);
  expect(fixture.now).toMatchObject({ state: 'active', ringing: [CAROL], answeredAt: fixture.clock.now() });
});

test.each([
  ['missed', (fixture: CallFixture) => fixture.clock.advance(RING_MS)],
  ['declined', (fixture: CallFixture) => fixture.call.decline(BOB)],
  ['cancelled', (fixture: CallFixture) => fixture.leave('p1')],
])('1.5, 1.6 a direct call that nobody answers ends as %s', (reason, end) => {
  const fixture = new CallFixture({ kind: 'direct' });
  fixture.start([BOB]);
  fixture.clock.advance(RING_MS - 1);
  expect(fixture.now.state).toBe('ringing');
  end(fixture);
  expect(fixture.now).toMatchObject({ state: 'ended', reason });
});

test('1.5 in a group a decline stops one ring, and the last one makes the call active', () => {
  const fixture = new CallFixture();
  fixture.start();
  fixture.call.decline(BOB);
  expect(fixture.now).toMatchObject({ state: 'ringing', ringing: [CAROL] });
  fixture.clock.advance(RING_MS);
  expect(fixture.now).toMatchObject({ state: 'active', ringing: [] });
  fixture.leave('p1');
  expect(fixture.ended()).toMatchObject([{ call: { reason: 'hangup' }, answeredAt: null }]);
});

test('1.5 an answered direct call outlives the time its ring had', () => {
  const fixture = new CallFixture({ kind: 'direct' });
  fixture.start([BOB]);
  fixture.join(BOB);
  fixture.clock.advance(2 * RING_MS);
  expect(fixture.now.state).toBe('active');
});

test('1.7 a direct call ends when one of the two leaves, a group call with the last', () => {
  const direct = new CallFixture({ kind: 'direct' });
  direct.start([BOB]);
  direct.leave(direct.join(BOB));
  expect(direct.now).toMatchObject({ state: 'ended', reason: 'hangup' });
  const group = new CallFixture();
  group.start();
  group.leave(group.join(BOB));
  expect(group.now.state).toBe('active');
  group.leave('p1');
  expect(group.now).toMatchObject({ state: 'ended', reason: 'hangup' });
});

test('1.8 a second device of a user replaces the first in one snapshot, and a direct call goes on', () => {
  const fixture = new CallFixture({ kind: 'direct' });
  fixture.start([BOB]);
  const phone = fixture.join(BOB);
  const before = fixture.snapshots.length;
  const laptop = fixture.join(BOB, [], 'laptop');
  expect(laptop).not.toBe(phone);
  expect(fixture.snapshots.length).toBe(before + 1);
  expect(fixture.live.participants.map(({ id }) => id)).toEqual(['p1', laptop]);
  expect(fixture.events).toContainEqual({ kind: 'left', participantId: phone });
  expect(codeOf(() => fixture.call.setStreams(phone, BOB, []))).toBe('not_found');
});

test('1.8 the same device that joins again keeps its place', () => {
  const fixture = new CallFixture();
  fixture.start();
  expect(fixture.join(BOB)).toBe(fixture.join(BOB));
});

test('1.10 the end is told once, and nothing is found in the call afterwards', () => {
  const fixture = new CallFixture({ kind: 'direct' });
  fixture.start([BOB]);
  const bob = fixture.join(BOB);
  fixture.clock.advance(60_000);
  fixture.leave(bob);
  fixture.call.close();
  fixture.call.leave('p1', ALICE);
  fixture.clock.advance(10 * 60_000);
  expect(fixture.ended()).toHaveLength(1);
  expect(fixture.ended()).toMatchObject([{ everyone: [ALICE, BOB] }]);
  expect(fixture.snapshots.filter(({ state }) => state === 'ended')).toHaveLength(1);
  expect(codeOf(() => fixture.join(BOB))).toBe('not_found');
});

test('1.11 without a usable SFU a call is full at the ceiling of a mesh', () => {
  const fixture = new CallFixture({ sfu: 'unavailable' });
  fixture.start();
  for (let n = 1; n < MESH_CEILING; n++) fixture.join(`guest ${n}`);
  expect(codeOf(() => fixture.join('one more'))).toBe('call_full');
  expect(fixture.join('guest 1', [], 'laptop')).toBeString();
  fixture.sfu.state = 'ready';
  for (let n = MESH_CEILING; n < MAX_CALL_PARTICIPANTS; n++) fixture.join(`guest ${n}`);
  expect(codeOf(() => fixture.join('one more'))).toBe('call_full');
  expect(fixture.live.participants).toHaveLength(MAX_CALL_PARTICIPANTS);
});

test('2.1 nobody acts for the participant of another', () => {
  const fixture = new CallFixture();
  fixture.start();
  expect(codeOf(() => fixture.call.setStreams('p1', BOB, []))).toBe('not_found');
  fixture.call.leave('p1', BOB);
  expect(fixture.live.participants).toHaveLength(1);
});

test('2.2 a lost socket starts the lease, and its end the leave', () => {
  const fixture = new CallFixture();
  fixture.start();
  const bob = fixture.join(BOB);
  fixture.call.disconnect(device(BOB).connectionId);
  expect(fixture.live.participants).toMatchObject([{ connected: true }, { id: bob, connected: false }]);
  fixture.clock.advance(CALL_LEASE_MS - 1);
  expect(fixture.live.participants).toHaveLength(2);
  fixture.clock.advance(1);
  expect(fixture.live.participants).toHaveLength(1);
  fixture.call.disconnect(device(ALICE).connectionId);
  fixture.clock.advance(CALL_LEASE_MS);
  expect(fixture.now).toMatchObject({ state: 'ended', reason: 'abandoned' });
});

test('2.3 a rejoin within the lease goes on, one after it finds nothing', () => {
  const fixture = new CallFixture();
  fixture.start();
  const streams = [{ id: 'voice', source: 'microphone' as const, active: true }];
  const bob = fixture.join(BOB, streams);
  fixture.call.disconnect(device(BOB).connectionId);
  fixture.clock.advance(CALL_LEASE_MS - 1);
  expect(codeOf(() => fixture.call.rejoin(bob, device(CAROL)))).toBe('not_found');
  fixture.call.rejoin(bob, device(BOB, 'next socket'));
  fixture.clock.advance(CALL_LEASE_MS);
  expect(fixture.live.participants[1]).toMatchObject({ id: bob, connected: true, streams });
  fixture.call.disconnect(device(BOB, 'next socket').connectionId);
  fixture.clock.advance(CALL_LEASE_MS);
  expect(codeOf(() => fixture.call.rejoin(bob, device(BOB)))).toBe('not_found');
});

test('2.3 the close of the older socket after a rejoin takes nothing away', () => {
  const fixture = new CallFixture();
  fixture.start();
  const bob = fixture.join(BOB);
  fixture.call.rejoin(bob, device(BOB, 'next socket'));
  fixture.call.disconnect(device(BOB).connectionId);
  expect(fixture.live.participants[1]).toMatchObject({ connected: true });
});

test('2.4 signals to a lost device wait for its rejoin', () => {
  const fixture = new CallFixture();
  fixture.start();
  const bob = fixture.join(BOB);
  const up = { t: 'call.signal', callId: 'call', participantId: 'p1', to: bob, epoch: 1 } as const;
  fixture.call.disconnect(device(BOB).connectionId);
  fixture.call.signal(ALICE, { ...up, signal: SIGNAL });
  expect(fixture.events.some(({ kind }) => kind === 'signalled')).toBeFalse();
  fixture.call.rejoin(bob, device(BOB, 'next socket'));
  expect(fixture.events.at(-1)).toMatchObject({
    kind: 'signalled',
    connectionId: device(BOB, 'next socket').connectionId,
    signal: { from: 'p1', to: bob, epoch: 1 },
  });
});

test('2.6 who is removed from the conversation leaves the call and rings no more', () => {
  const fixture = new CallFixture();
  fixture.start();
  fixture.join(BOB);
  fixture.call.removeUser(BOB);
  fixture.call.removeUser(CAROL);
  expect(fixture.live).toMatchObject({ ringing: [], participants: [{ userId: ALICE }] });
});

test('3.1 every change sends a snapshot with a growing revision', () => {
  const fixture = new CallFixture();
  fixture.start();
  const bob = fixture.join(BOB);
  fixture.call.setStreams(bob, BOB, [{ id: 'face', source: 'camera', active: true }]);
  fixture.leave(bob);
  const revisions = fixture.snapshots.map(({ revision }) => revision);
  expect(revisions).toEqual([1, 2, 3, 4]);
});

test('6.2 signals pass between present participants of the mesh epoch only', () => {
  const fixture = new CallFixture();
  fixture.start();
  const bob = fixture.join(BOB);
  const up = { t: 'call.signal', callId: 'call', participantId: 'p1', signal: SIGNAL } as const;
  fixture.call.signal(ALICE, { ...up, to: bob, epoch: 1 });
  expect(fixture.events.at(-1)).toMatchObject({ kind: 'signalled', connectionId: "bob's phone" });
  expect(codeOf(() => fixture.call.signal(ALICE, { ...up, to: bob, epoch: 2 }))).toBe('conflict');
  expect(codeOf(() => fixture.call.signal(ALICE, { ...up, to: 'nobody', epoch: 1 }))).toBe('not_found');
  expect(codeOf(() => fixture.call.signal(CAROL, { ...up, to: bob, epoch: 1 }))).toBe('not_found');
});
