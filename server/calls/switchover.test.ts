import { expect, test } from 'bun:test';
import { MESH_SETTLE_MS, SWITCH_DEADLINE_MS } from '../../protocol/limits.ts';
import { ALICE, BOB, CAROL, CallFixture, codeOf, device } from './call-fixture.ts';

const DAVE = 'dave';

function threeOnMesh(): CallFixture {
  const fixture = new CallFixture();
  fixture.start([]);
  fixture.join(BOB);
  fixture.join(CAROL);
  return fixture;
}

function threeOnSfu(): CallFixture {
  const fixture = threeOnMesh();
  fixture.ready('p1', 'p2', 'p3');
  return fixture;
}

/** Carol leaves, and the call settles: a switch back to the mesh runs. */
function twoOnTheirWayBack(): CallFixture {
  const fixture = threeOnSfu();
  fixture.leave('p3');
  fixture.clock.advance(MESH_SETTLE_MS);
  return fixture;
}

test('5.1 past the mesh limit a switch is announced, and nothing else changes yet', () => {
  const fixture = threeOnMesh();
  expect(fixture.live).toMatchObject({
    topology: { kind: 'mesh', epoch: 1, meshEpoch: 1 },
    switching: { to: 'sfu', epoch: 2, deadline: fixture.clock.now() + SWITCH_DEADLINE_MS },
  });
  expect(fixture.onSfu()).toEqual([]);
});

test('5.2 ready and failed of another epoch are refused', () => {
  const fixture = threeOnMesh();
  expect(codeOf(() => fixture.call.ready('p1', ALICE, 3))).toBe('conflict');
  expect(codeOf(() => fixture.call.failed('p1', ALICE, 0))).toBe('conflict');
  fixture.ready('p1', 'p2', 'p3');
  expect(codeOf(() => fixture.call.ready('p1', ALICE, 1))).toBe('conflict');
});

test('5.3 commits to the SFU once all are ready, and the peer links keep their epoch', () => {
  const fixture = threeOnMesh();
  fixture.ready('p1', 'p2');
  expect(fixture.live.topology.kind).toBe('mesh');
  fixture.ready('p3');
  expect(fixture.live).toMatchObject({
    topology: { kind: 'sfu', epoch: 2, meshEpoch: 1 },
    switching: null,
  });
  expect(fixture.onSfu()).toEqual(['p1', 'p2', 'p3']);
});

test('5.3 commits with two as soon as the third has failed', () => {
  const fixture = threeOnMesh();
  fixture.ready('p1');
  fixture.failed('p2');
  expect(fixture.live.topology.kind).toBe('mesh');
  fixture.ready('p3');
  expect(fixture.live.topology.kind).toBe('sfu');
  expect(fixture.onSfu()).toEqual(['p1', 'p3']);
});

test('5.3 commits at the deadline with those that are ready', () => {
  const fixture = threeOnMesh();
  fixture.ready('p1', 'p2');
  fixture.clock.advance(SWITCH_DEADLINE_MS);
  expect(fixture.live.topology).toEqual({ kind: 'sfu', epoch: 2, meshEpoch: 1 });
  expect(fixture.onSfu()).toEqual(['p1', 'p2']);
});

test('5.3 does not wait for one whose socket is gone', () => {
  const fixture = threeOnMesh();
  fixture.ready('p1', 'p2');
  fixture.call.disconnect(device(CAROL).connectionId);
  expect(fixture.live.topology.kind).toBe('sfu');
});

test('5.4 back to a mesh only when all are ready, under the epoch of the switch', () => {
  const fixture = twoOnTheirWayBack();
  expect(fixture.live.switching).toMatchObject({ to: 'mesh', epoch: 3 });
  fixture.ready('p1');
  expect(fixture.live.topology.kind).toBe('sfu');
  fixture.ready('p2');
  expect(fixture.live.topology).toEqual({ kind: 'mesh', epoch: 3, meshEpoch: 3 });
  expect(fixture.onSfu()).toEqual([]);
});

test('5.4 one failure keeps the call on the SFU', () => {
  const fixture = twoOnTheirWayBack();
  fixture.ready('p1');
  fixture.failed('p2');
  expect(fixture.live).toMatchObject({
    topology: { kind: 'sfu', epoch: 4, meshEpoch: 1 },
    switching: null,
  });
  expect(fixture.onSfu()).toEqual(['p1', 'p2']);
});

test('5.4 the last one in a group needs no links', () => {
  const fixture = threeOnSfu();
  fixture.leave('p3');
  fixture.leave('p2');
  fixture.clock.advance(MESH_SETTLE_MS);
  expect(fixture.live).toMatchObject({ topology: { kind: 'mesh' }, switching: null });
});

test('5.5 given up with a new epoch, and tried again after 15, 30, 60 seconds', () => {
  const fixture = threeOnMesh();
  for (const pause of [15_000, 30_000, 60_000]) {
    const { epoch } = fixture.live.topology;
    fixture.failed('p1', 'p2', 'p3');
    expect(fixture.live).toMatchObject({
      topology: { kind: 'mesh', epoch: epoch + 2, meshEpoch: 1 },
      switching: null,
    });
    fixture.clock.advance(pause - 1);
    expect(fixture.live.switching).toBeNull();
    fixture.clock.advance(1);
    expect(fixture.live.switching).toMatchObject({ to: 'sfu', epoch: epoch + 3 });
  }
});

test('5.5 who needs longer than the first try gives is brought over by a later one', () => {
  const fixture = threeOnMesh();
  for (const [failures, times] of [1, 2, 4, 4].entries()) {
    const deadline = fixture.clock.now() + times * SWITCH_DEADLINE_MS;
    expect(fixture.live.switching).toMatchObject({ to: 'sfu', deadline });
    fixture.ready('p1');
    fixture.clock.advance(times * SWITCH_DEADLINE_MS);
    expect(fixture.live).toMatchObject({ topology: { kind: 'mesh' }, switching: null });
    fixture.clock.advance(15_000 * 2 ** failures);
  }
  fixture.clock.advance(3 * SWITCH_DEADLINE_MS);
  fixture.ready('p1', 'p2', 'p3');
  expect(fixture.live).toMatchObject({ topology: { kind: 'sfu' }, switching: null });
});

test('5.6 a switch is called off when the third leaves, and comes back at once with a third', () => {
  const fixture = threeOnMesh();
  fixture.ready('p1', 'p2');
  fixture.leave('p3');
  expect(fixture.live).toMatchObject({ topology: { kind: 'mesh', epoch: 3 }, switching: null });
  fixture.join(DAVE);
  expect(fixture.live.switching).toMatchObject({ to: 'sfu', epoch: 4 });
});

test('5.6 a third who comes while the two go back keeps them on the SFU', () => {
  const fixture = twoOnTheirWayBack();
  fixture.ready('p1');
  fixture.join(DAVE);
  expect(fixture.live).toMatchObject({ topology: { kind: 'sfu', meshEpoch: 1 }, switching: null });
});

test('5.7 one who joins during the switch must be ready too', () => {
  const fixture = threeOnMesh();
  fixture.ready('p1', 'p2');
  const dave = fixture.join(DAVE);
  fixture.ready('p3');
  expect(fixture.live.topology.kind).toBe('mesh');
  fixture.ready(dave);
  expect(fixture.onSfu()).toEqual(['p1', 'p2', 'p3', dave]);
});

test('5.7 one who leaves is not waited for', () => {
  const fixture = threeOnMesh();
  const dave = fixture.join(DAVE);
  fixture.ready('p1', 'p2', 'p3');
  fixture.leave(dave);
  expect(fixture.live.topology.kind).toBe('sfu');
});

test('5.8 a joiner is on the SFU at its own word', () => {
  const fixture = threeOnSfu();
  const dave = fixture.join(DAVE);
  expect(fixture.onSfu()).not.toContain(dave);
  fixture.call.ready(dave, DAVE, 2);
  expect(fixture.onSfu()).toContain(dave);
});

test('5.8 one who loses the SFU keeps to peer links, and may come back', () => {
  const fixture = threeOnSfu();
  fixture.call.failed('p2', BOB, 2);
  expect(fixture.onSfu()).toEqual(['p1', 'p3']);
  fixture.call.ready('p2', BOB, 2);
  expect(fixture.onSfu()).toEqual(['p1', 'p2', 'p3']);
});

test('5.8 when fewer than two can reach it the call is a mesh again, with its peer links', () => {
  const fixture = threeOnSfu();
  fixture.call.failed('p2', BOB, 2);
  fixture.call.failed('p3', CAROL, 2);
  expect(fixture.live.topology).toEqual({ kind: 'mesh', epoch: 3, meshEpoch: 1 });
  fixture.clock.advance(15_000);
  expect(fixture.live.switching).toMatchObject({ to: 'sfu', epoch: 4 });
});

test('4.2 back to the mesh only after the call has settled, and a rejoin does not flap it', () => {
  const fixture = threeOnSfu();
  fixture.leave('p3');
  fixture.clock.advance(MESH_SETTLE_MS - 1);
  const carol = fixture.join(CAROL);
  fixture.clock.advance(MESH_SETTLE_MS);
  expect(fixture.live.switching).toBeNull();
  fixture.leave(carol);
  fixture.clock.advance(MESH_SETTLE_MS);
  expect(fixture.live.switching).toMatchObject({ to: 'mesh' });
});

test('4.3 a weak uplink moves a full mesh, for a while only not', () => {
  const fixture = new CallFixture({ meshLimit: 3 });
  fixture.start([]);
  fixture.join(BOB);
  fixture.join(CAROL);
  const report = (kbps: number) => fixture.call.uplink('p2', BOB, kbps);
  report(500);
  fixture.clock.advance(6_000);
  report(700);
  fixture.clock.advance(6_000);
  report(500);
  expect(fixture.live.switching).toBeNull();
  fixture.clock.advance(10_000);
  report(500);
  fixture.ready('p1', 'p2', 'p3');
  fixture.clock.advance(60_000);
  expect(fixture.live).toMatchObject({ topology: { kind: 'sfu' }, switching: null });
  fixture.leave('p3');
  expect(fixture.live.switching).toMatchObject({ to: 'mesh' });
});

test('4.4 the choice is made anew when the SFU becomes ready', () => {
  const fixture = new CallFixture({ sfu: 'preparing' });
  fixture.start([]);
  fixture.join(BOB);
  fixture.join(CAROL);
  expect(fixture.live.switching).toBeNull();
  fixture.sfu.state = 'ready';
  fixture.call.sfuChanged();
  expect(fixture.live.switching).toMatchObject({ to: 'sfu' });
});

test('4.4 a call whose SFU is gone for good moves to a mesh', () => {
  const fixture = threeOnSfu();
  fixture.sfu.state = 'preparing';
  fixture.call.sfuChanged();
  expect(fixture.live.switching).toBeNull();
  fixture.sfu.state = 'unavailable';
  fixture.call.sfuChanged();
  expect(fixture.live.switching).toMatchObject({ to: 'mesh' });
});

const signal = { instance: 'a', peerInstance: null };
const up = { t: 'call.signal', callId: 'call', participantId: 'p1', to: 'p2', signal } as const;

test('6.2, 6.4 on the way to a mesh both epochs carry signals, after the commit the new one', () => {
  const fixture = twoOnTheirWayBack();
  const attempt = (epoch: number) => codeOf(() => fixture.call.signal(ALICE, { ...up, epoch }));
  expect([1, 2, 3].map(attempt)).toEqual(['no error', 'conflict', 'no error']);
  fixture.ready('p1', 'p2');
  expect([1, 2, 3].map(attempt)).toEqual(['conflict', 'conflict', 'no error']);
});

test('2.4 a held signal whose epoch fell meanwhile is dropped', () => {
  const fixture = twoOnTheirWayBack();
  fixture.call.disconnect(device(BOB).connectionId);
  fixture.call.signal(ALICE, { ...up, epoch: 3 });
  fixture.call.signal(ALICE, { ...up, epoch: 1 });
  fixture.join(DAVE);
  fixture.call.rejoin('p2', device(BOB, 'next socket'));
  const passed = fixture.events.flatMap((event) => (event.kind === 'signalled' ? [event.signal.epoch] : []));
  expect(passed).toEqual([1]);
});

test('7.1 a switch back that was called off leaves the door to the SFU open for its older epochs', () => {
  const fixture = twoOnTheirWayBack();
  fixture.join(DAVE);
  expect(fixture.live.topology).toMatchObject({ kind: 'sfu', epoch: 4 });
  const admitted = [1, 2, 3, 4, 5].filter((epoch) => fixture.call.admitsToSfu(epoch));
  expect(admitted).toEqual([2, 3, 4]);
});

test('7.1 places on the SFU are for the epoch of the switch or of the SFU that holds', () => {
  const fixture = threeOnMesh();
  const admitted = () => [1, 2, 3].map((epoch) => fixture.call.admitsToSfu(epoch));
  expect(admitted()).toEqual([false, true, false]);
  fixture.ready('p1', 'p2', 'p3');
  expect(admitted()).toEqual([false, true, false]);
  expect(fixture.call.needsSfu).toBeTrue();
  fixture.leave('p3');
  fixture.clock.advance(MESH_SETTLE_MS);
  expect(admitted()).toEqual([false, true, false]);
  fixture.ready('p1', 'p2');
  expect(admitted()).toEqual([false, false, false]);
  expect(fixture.call.needsSfu).toBeFalse();
});
