import { expect, test } from 'bun:test';
import type { ParleyError } from '../../protocol/errors.ts';
import { CALL_LEASE_MS } from '../../protocol/limits.ts';
import { leaveByBeacon } from './beacon.ts';
import { Office, Person } from './calls-fixture.ts';

const alice = () => new Person('alice');
const bob = () => new Person('bob');
const carol = () => new Person('carol');
const tell = { streams: () => {}, speaker: () => {}, lost: () => {} };

test('1.1 two who call each other at once are in one call', async () => {
  const office = new Office();
  const [one, two] = await Promise.all([
    office.start(alice(), 'alice and bob'),
    office.start(bob(), 'alice and bob'),
  ]);
  expect(two.call.id).toBe(one.call.id);
  expect(two.call.state).toBe('active');
  expect(two.call.participants).toHaveLength(2);
});

test('1.1 one live call, however the conversation’s id is written: who is removed is out of it', async () => {
  const office = new Office();
  const { call } = await office.start(alice(), 'Watercooler');
  const again = await office.start(bob(), 'watercooler');
  expect(again.call.id).toBe(call.id);
  expect(office.told.every(({ to }) => to === 'watercooler')).toBe(true);
  office.calls.removeMember('watercooler', 'alice');
  expect(office.calls.live(call.id).has('alice')).toBe(false);
});

test('1.2 in a group, members who are in another call do not ring', async () => {
  const office = new Office();
  await office.start(carol(), 'carol and bob');
  const { call } = await office.start(alice(), 'watercooler');
  expect(call.ringing).toEqual(['bob']);
});

test('1.3 a callee in another call: busy for the caller, a missed call for the callee', async () => {
  const office = new Office();
  await office.start(bob(), 'carol and bob');
  expect(await codeOf(office.start(alice(), 'alice and bob'))).toBe('busy');
  expect(office.told.at(-1)).toMatchObject({
    to: 'alice and bob',
    event: { t: 'call.changed', call: { state: 'ended', reason: 'busy' } },
  });
  await settled();
  expect(office.books.written.at(-1)).toMatchObject({ ended: { reason: 'busy' }, answeredAt: null });
  expect(office.calls.liveFor('', ['alice and bob'])).toEqual([]);
});

test('1.9 a device that joins another call leaves the first', async () => {
  const office = new Office();
  const phone = alice();
  await office.start(phone, 'alice and bob');
  await office.start(phone, 'watercooler');
  expect(office.calls.liveFor('', ['alice and bob'])).toEqual([]);
  expect(office.calls.liveFor('', ['watercooler'])).toHaveLength(1);
});

test('2.1 a conversation, call or place that is not yours is not found', async () => {
  const office = new Office();
  expect(await codeOf(office.start(carol(), 'alice and bob'))).toBe('not_found');
  const { call, participantId } = await office.start(alice(), 'alice and bob');
  expect(await codeOf(office.join(carol(), call.id))).toBe('not_found');
  expect(await codeOf(office.calls.decline(carol(), call.id))).toBe('not_found');
  const rejoin = { t: 'call.rejoin', callId: call.id, participantId } as const;
  expect(await codeOf(office.calls.rejoin(bob(), rejoin))).toBe('not_found');
  expect(await codeOf(office.calls.rejoin(carol(), rejoin))).toBe('not_found');
});

test('2.2, 2.3 a closed socket starts the lease, and a rejoin over the next one goes on', async () => {
  const office = new Office();
  const phone = bob();
  const { callId, ids } = await office.gather(alice(), phone);
  phone.drop();
  expect(office.calls.live(callId).live.participants[1]).toMatchObject({ connected: false });
  office.clock.advance(CALL_LEASE_MS - 1);
  const next = new Person('bob', 'phone again');
  const rejoin = { t: 'call.rejoin', callId, participantId: ids[1] ?? '' } as const;
  expect((await office.calls.rejoin(next, rejoin)).call.participants[1]).toMatchObject({ connected: true });
  next.drop();
  office.clock.advance(CALL_LEASE_MS);
  expect(office.calls.live(callId).live.participants).toHaveLength(1);
});

test('2.2 a device that falls silent is asked, counts as lost, and leaves 15 seconds after its last word', async () => {
  const office = new Office();
  const phone = bob();
  const { callId, ids } = await office.gather(alice(), phone);
  const here = () => office.calls.live(callId).live.participants.map(({ connected }) => connected);
  phone.heardAt = office.clock.now();
  office.clock.advance(9_000);
  expect(phone.probes).toBeGreaterThan(0);
  expect(here()).toEqual([true, true]);
  office.clock.advance(3_000);
  expect(here()).toEqual([true, false]);
  phone.heardAt = office.clock.now();
  office.clock.advance(2_000);
  expect(here()).toEqual([true, true]);
  office.clock.advance(CALL_LEASE_MS - 2_000 - 1);
  expect(here()).toEqual([true, false]);
  office.clock.advance(1);
  expect(here()).toEqual([true]);
  const rejoin = { t: 'call.rejoin', callId, participantId: ids[1] ?? '' } as const;
  expect(await codeOf(office.calls.rejoin(phone, rejoin))).toBe('not_found');
});

test('2.2 after the server itself slept, devices have time for an answer', async () => {
  const office = new Office();
  const phone = bob();
  const { callId } = await office.gather(alice(), phone);
  phone.heardAt = office.clock.now() - 60 * 60_000;
  office.clock.advance(2_000);
  expect(office.calls.live(callId).size).toBe(2);
  phone.heardAt = office.clock.now();
  office.clock.advance(20_000 - CALL_LEASE_MS);
  expect(office.calls.live(callId).live.participants[1]).toMatchObject({ connected: true });
});

test('2.5 a page that closes leaves by beacon, and one that is gone already does no harm', async () => {
  const office = new Office();
  const { callId, ids } = await office.gather(alice(), bob());
  const body = JSON.stringify({ callId, participantId: ids[1] });
  expect(codeOfThrow(() => leaveByBeacon(office.calls, 'bob', '{"callId": 1}'))).toBe('invalid');
  expect(codeOfThrow(() => leaveByBeacon(office.calls, 'bob', 'no JSON'))).toBe('invalid');
  leaveByBeacon(office.calls, 'alice', body);
  expect(office.calls.live(callId).size).toBe(2);
  leaveByBeacon(office.calls, 'bob', body);
  leaveByBeacon(office.calls, 'bob', body);
  expect(office.calls.live(callId).size).toBe(1);
});

test('2.6 who is removed, or signed out, leaves the call at once', async () => {
  const office = new Office();
  const { callId } = await office.gather(alice(), bob(), carol());
  office.calls.removeMember('watercooler', 'bob');
  office.calls.removeMember('alice and bob', 'carol');
  const here = () => office.calls.live(callId).live.participants.map(({ userId }) => userId);
  expect(here()).toEqual(['alice', 'carol']);
  office.calls.revoke({ sessionId: carol().sessionId });
  expect(here()).toEqual(['alice']);
  office.calls.revoke({ userId: 'alice' });
  expect(office.calls.find(callId)).toBeUndefined();
});

test('2.6 who is removed while the membership is being looked up does not get in', async () => {
  const office = new Office();
  const { call } = await office.start(alice(), 'watercooler');
  const lookUp = office.books.conversation.bind(office.books);
  office.books.conversation = async (id) => {
    const found = await lookUp(id);
    office.books.members.set(id, { kind: 'group', members: ['alice', 'bob'] });
    if (found?.members.includes('carol')) office.calls.removeMember(id, 'carol');
    return found;
  };
  expect(await codeOf(office.join(carol(), call.id))).toBe('not_found');
  expect(await codeOf(office.join(bob(), call.id))).toBe('no error');
});

test('2.7 nobody sends under the id of another’s stream', async () => {
  const office = new Office();
  const streams = [{ id: 'camera of alice', source: 'camera' as const, active: true }];
  const start = { t: 'call.start', conversationId: 'watercooler', video: true, streams } as const;
  const { call } = await office.calls.start(alice(), start);
  const asBob = { t: 'call.join', callId: call.id } as const;
  expect(await codeOf(office.calls.join(bob(), { ...asBob, streams }))).toBe('conflict');
  const { participantId } = await office.calls.join(bob(), { ...asBob, streams: [] });
  const live = office.calls.live(call.id);
  expect(() => live.setStreams(participantId, 'bob', streams)).toThrow('another participant');
  expect(live.live.participants[1]).toMatchObject({ userId: 'bob', streams: [] });
  const again = await office.calls.join(new Person('alice', 'laptop'), { ...asBob, streams });
  expect(again.call.participants.at(-1)).toMatchObject({ userId: 'alice', streams });
});

test('4.4 calls hear of the SFU', async () => {
  const office = new Office();
  office.sfu.become({ state: 'preparing', reason: 'It is being built.' });
  const { callId } = await office.gather(alice(), bob(), carol());
  expect(office.calls.live(callId).live.switching).toBeNull();
  office.sfu.become({ state: 'ready' });
  expect(office.calls.live(callId).live.switching).toMatchObject({ to: 'sfu' });
});

/** Alice, Bob and Carol on the SFU, each with a place in the room. */
async function onTheSfu() {
  const office = new Office();
  const people = [alice(), bob(), carol()] as const;
  const { callId, ids } = await office.gather(...people);
  const call = office.calls.live(callId);
  const room = await office.sfu.room(callId);
  for (const [index, id] of ids.entries()) {
    await room.join(id, tell);
    call.ready(id, people[index]?.userId ?? '', 2);
  }
  expect(call.live.topology.kind).toBe('sfu');
  return { office, people, callId, ids, call, room };
}

test('7.2 who leaves the call loses the place, and a call that is a mesh again loses its room', async () => {
  const { office, callId, ids, call, room } = await onTheSfu();
  const [a = '', b = '', c = ''] = ids;
  office.calls.leave('carol', callId, c);
  expect(room.has(c)).toBeFalse();
  expect(room.has(b)).toBeTrue();
  office.clock.advance(3_000);
  const { switching } = call.live;
  call.ready(a, 'alice', switching?.epoch ?? 0);
  call.ready(b, 'bob', switching?.epoch ?? 0);
  expect(call.live.topology.kind).toBe('mesh');
  office.clock.advance(4_999);
  expect(office.sfu.findRoom(callId)).not.toBeNull();
  office.clock.advance(1);
  expect(office.sfu.findRoom(callId)).toBeNull();
});

test('7.2 a call that ended has no room', async () => {
  const { office, callId, ids } = await onTheSfu();
  for (const [index, id] of ids.entries()) {
    office.calls.leave(['alice', 'bob', 'carol'][index] ?? '', callId, id);
  }
  expect(office.sfu.findRoom(callId)).toBeNull();
});

test('7.4 a device that was away while the room was lost hears of it at its rejoin', async () => {
  const { office, people, callId, ids } = await onTheSfu();
  people[1].drop();
  office.sfu.crash();
  const next = new Person('bob', 'phone again');
  await office.calls.rejoin(next, { t: 'call.rejoin', callId, participantId: ids[1] ?? '' });
  expect(office.toldTo(next)).toMatchObject([{ t: 'sfu.lost', callId }]);
});

test('1.10 the call goes on while the database is away, and is written down later, in order', async () => {
  const office = new Office();
  office.books.away = true;
  const { callId, ids } = await office.gather(alice(), bob());
  await settled();
  office.clock.advance(60_000);
  for (const [index, id] of ids.entries()) office.calls.leave(['alice', 'bob'][index] ?? '', callId, id);
  await settled();
  expect(office.books.attempts).toBeGreaterThan(0);
  expect(office.books.written).toEqual([]);
  office.books.away = false;
  office.clock.advance(60_000);
  await settled();
  const answeredAt = expect.any(Number);
  const everyone = ['alice', 'bob'];
  expect(office.books.written).toMatchObject([
    { opened: callId },
    { ended: { id: callId, reason: 'hangup' }, answeredAt, everyone },
  ]);
});

test('1.10 a server that stops ends its calls and writes them down', async () => {
  const office = new Office();
  const { callId } = await office.gather(alice(), bob());
  await office.calls.close();
  await office.calls.close();
  expect(office.books.written.at(-1)).toMatchObject({ ended: { id: callId, reason: 'closed' } });
});

async function settled(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await Promise.resolve();
}

async function codeOf(asked: Promise<unknown>): Promise<string> {
  return asked.then(
    () => 'no error',
    (error: ParleyError) => error.code,
  );
}

function codeOfThrow(task: () => void): string {
  try {
    task();
  } catch (error) {
    return (error as ParleyError).code;
  }
  return 'no error';
}
