import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from 'bun:test';
import { codeOf, connectSocket, makeClient, signUp } from '../harness/client.ts';
import { startServer, type TestServer } from '../harness/server.ts';
import {
  comeIn,
  meetingOf as meeting,
  newGuest,
  pair,
  refusal,
  startMeeting as start,
  stateOf,
  type Stranger,
} from '../harness/strangers.ts';

setDefaultTimeout(30_000);

let server: TestServer;

beforeAll(async () => {
  const env = { MEET: 'everyone', MEET_PATH: 'direct', MEET_SECONDS: '3600' };
  server = await startServer({ env });
});
afterAll(() => server.close());

const guest = async (name: string) => comeIn(await newGuest(server, name));
const member = async (name: string) => comeIn(await signUp(server, name));

describe('two guests', () => {
  test('are matched by what they share, and are told it and no more of each other', async () => {
    const [alice, bob] = [await guest('Alice'), await guest('Bob')];
    expect((await start(alice, ' #Jazz ', 'go')).state).toMatchObject({
      state: 'searching',
      tags: ['jazz', 'go'],
    });
    await start(bob, 'jazz');
    const [forAlice, forBob] = [await meeting(alice), await meeting(bob)];
    expect(forAlice).toMatchObject({
      id: forBob.id,
      callId: forBob.callId,
      path: 'direct',
      shared: ['jazz'],
      partner: { name: 'Bob', present: true, isMember: false },
      keepsText: false,
      reveal: null,
    });
    const told = JSON.stringify(alice.socket.received);
    expect(told).not.toContain(bob.client.user.id);
    await bob.socket.request({ t: 'meet.stop' });
  });

  test('write to each other, once each, and see each other type', async () => {
    const [alice, bob] = [await guest('Alice'), await guest('Bob')];
    const [{ id: meetingId }] = await pair(alice, bob, 'writing');
    alice.socket.notify({ t: 'meet.typing', meetingId });
    expect(await bob.socket.next('meet.typing')).toMatchObject({ meetingId, stopped: false });
    const text = { t: 'meet.say', meetingId, clientId: crypto.randomUUID(), text: 'Hello <b>' } as const;
    const { at } = await alice.socket.request(text);
    expect(await alice.socket.request(text)).toEqual({ at });
    expect(await bob.socket.next('meet.said')).toMatchObject({ text: 'Hello <b>', at });
    await alice.socket.request({ ...text, clientId: crypto.randomUUID(), text: 'Two' });
    expect(await bob.socket.next('meet.said')).toMatchObject({ text: 'Two' });
    await alice.socket.request({ t: 'meet.stop' });
  });

  test('go on: who pressed Next and who was left search again, and do not meet each other', async () => {
    const [alice, bob, carol] = [await guest('Alice'), await guest('Bob'), await guest('Carol')];
    const [{ id }] = await pair(alice, bob, 'next');
    await alice.socket.request({ t: 'meet.next' });
    expect(await stateOf(alice, 'searching')).toBeDefined();
    const left = await bob.socket.next(
      'meet.changed',
      ({ state }) => state.state === 'searching' && state.past !== null,
    );
    expect(left.state).toMatchObject({ past: { meetingId: id, end: 'next', mine: false } });
    await start(carol, 'next');
    const met = await meeting(carol);
    expect(['Alice', 'Bob']).toContain(met.partner.name);
    const other = met.partner.name === 'Alice' ? bob : alice;
    expect((await other.socket.request({ t: 'meet.resume' })).state.state).toBe('searching');
    for (const one of [alice, bob, carol]) await one.socket.request({ t: 'meet.stop' });
  });
});

test('a Next that crosses the other’s skips nobody: it names a meeting that is over', async () => {
  const [alice, bob, carol] = [await guest('Alice'), await guest('Bob'), await guest('Carol')];
  const [{ id: first }] = await pair(alice, bob, 'crossing');
  await bob.socket.request({ t: 'meet.next', meetingId: first });
  await bob.socket.request({ t: 'meet.stop' });
  await stateOf(alice, 'searching');
  await start(carol, 'crossing');
  const { id: second } = await meeting(carol);
  const { state } = await alice.socket.request({ t: 'meet.next', meetingId: first });
  expect(state).toMatchObject({ state: 'meeting', meeting: { id: second } });
  const after = await alice.socket.request({ t: 'meet.next', meetingId: second });
  expect(after.state.state).toBe('searching');
  for (const one of [alice, carol]) await one.socket.request({ t: 'meet.stop' });
});

describe('the call of two guests', () => {
  test('is their own: signals pass between them, under names of that meeting alone', async () => {
    const [alice, bob] = [await guest('Alice'), await guest('Bob')];
    const [{ callId }] = await pair(alice, bob, 'call');
    const first = await alice.socket.request({ t: 'call.join', callId, streams: [] });
    const second = await bob.socket.request({ t: 'call.join', callId, streams: [] });
    expect(second.call).toMatchObject({ state: 'active', meeting: 'direct', topology: { kind: 'mesh' } });
    expect(JSON.stringify(second.call)).not.toContain(alice.client.user.id);
    const signal = { t: 'call.signal', callId, epoch: second.call.topology.meshEpoch } as const;
    const from = { participantId: first.participantId, to: second.participantId };
    await alice.socket.request({ ...signal, ...from, signal: { instance: 'a' } });
    expect(await bob.socket.next('call.signal')).toMatchObject({ from: first.participantId });
    const carol = await guest('Carol');
    expect(await refusal(carol.socket.request({ t: 'call.join', callId, streams: [] }))).toBe('not_found');
    await bob.socket.request({ t: 'call.leave', callId, participantId: second.participantId });
    expect(await stateOf(alice, 'searching')).toMatchObject({ past: null });
    for (const one of [alice, bob]) await one.socket.request({ t: 'meet.stop' });
  });
});

describe('two guests in a meeting', () => {
  test('find each other again after a lost line, with what was said meanwhile', async () => {
    const [alice, bob] = [await guest('Alice'), await guest('Bob')];
    const deviceId = crypto.randomUUID();
    const phone = await connectSocket(bob.client, deviceId);
    await start(alice, 'lost line');
    await phone.request({ t: 'meet.start', name: 'Bob', tags: ['lost line'] });
    const { id: meetingId } = await meeting(alice);
    phone.close();
    const away = await alice.socket.next(
      'meet.changed',
      ({ state }) => state.state === 'meeting' && !state.meeting.partner.present,
    );
    expect(away.state).toMatchObject({ meeting: { id: meetingId } });
    const clientId = crypto.randomUUID();
    await alice.socket.request({ t: 'meet.say', meetingId, clientId, text: 'Still here' });
    const back = await connectSocket(bob.client, deviceId);
    expect((await back.request({ t: 'meet.resume' })).state).toMatchObject({
      state: 'meeting',
      meeting: { id: meetingId },
    });
    expect(await back.next('meet.said')).toMatchObject({ text: 'Still here' });
    await alice.socket.request({ t: 'meet.stop' });
    back.close();
  });

  test('extend their time only together', async () => {
    const [alice, bob] = [await guest('Alice'), await guest('Bob')];
    const [{ id: meetingId, endsAt }] = await pair(alice, bob, 'time');
    const one = await alice.socket.request({ t: 'meet.extend', meetingId, on: true });
    expect(one.state).toMatchObject({ meeting: { endsAt, extend: { mine: true, theirs: false } } });
    const both = await bob.socket.request({ t: 'meet.extend', meetingId, on: true });
    expect(both.state).toMatchObject({
      meeting: { endsAt: endsAt + 3_600_000, extend: { mine: false, theirs: false } },
    });
    await alice.socket.request({ t: 'meet.stop' });
  });
});

test('two pages of one browser meet', async () => {
  const alice = await guest('Alice');
  const other: Stranger = { client: alice.client, socket: await connectSocket(alice.client) };
  const [first, second] = await pair(alice, other, 'tabs');
  expect(first.id).toBe(second.id);
  await alice.socket.request({ t: 'meet.stop' });
  await other.socket.request({ t: 'meet.stop' });
});

describe('what a guest may not', () => {
  test('nothing but meet: no people, no groups, no files, no calls of their own', async () => {
    const alice = await guest('Alice');
    const { api } = alice.client;
    expect(await codeOf(api.users.search.query({ text: 'b' }))).toBe('forbidden');
    expect(await codeOf(api.groups.browse.query({}))).toBe('forbidden');
    const file = await alice.client.fetch(`/files/${crypto.randomUUID()}`);
    expect(file.status).toBe(403);
    const conversationId = crypto.randomUUID();
    expect(await refusal(alice.socket.request({ t: 'chat.page', conversationId, direction: 'newest' }))).toBe(
      'forbidden',
    );
    expect(
      await refusal(alice.socket.request({ t: 'call.start', conversationId, video: true, streams: [] })),
    ).toBe('forbidden');
    const { conversations, presence, users } = alice.socket.welcome;
    expect(conversations).toEqual([]);
    expect(presence.map(({ userId }) => userId)).toEqual([alice.client.user.id]);
    expect(users.map(({ id }) => id)).toEqual([alice.client.user.id]);
  });

  test('keep in touch: that takes two members, who both ask for it', async () => {
    const [alice, carol, bob] = [await guest('Alice'), await member('Carol'), await member('Bob')];
    const [{ id }] = await pair(alice, carol, 'keep as a guest');
    expect(await refusal(alice.socket.request({ t: 'meet.keep', meetingId: id, on: true }))).toBe(
      'forbidden',
    );
    await alice.socket.request({ t: 'meet.stop' });
    await carol.socket.request({ t: 'meet.stop' });
    const [{ id: meetingId }] = await pair(bob, carol, 'keep');
    const one = await bob.socket.request({ t: 'meet.keep', meetingId, on: true });
    expect(one.state).toMatchObject({ meeting: { keep: { mine: true, conversationId: null } } });
    expect(await carol.client.api.groups.mine.query()).toEqual([]);
    await carol.socket.request({ t: 'meet.keep', meetingId, on: true });
    const [conversation] = await carol.client.api.groups.mine.query();
    expect(conversation?.members.map(({ userId }) => userId).toSorted()).toEqual(
      [bob.client.user.id, carol.client.user.id].toSorted(),
    );
    for (const each of [bob, carol]) await each.socket.request({ t: 'meet.stop' });
  });
});

describe('who is refused', () => {
  test('whoever did not say to be of age, and tags or texts that do not fit', async () => {
    const client = makeClient(server);
    const user = await client.api.auth.guest.mutate({ name: 'Young' });
    const young: Stranger = { client: Object.assign(client, { user }), socket: await connectSocket(client) };
    expect(await refusal(start(young))).toBe('forbidden');
    await client.api.meet.stateAge.mutate();
    expect(await refusal(start(young, 'x'.repeat(33)))).toBe('invalid');
    expect(await refusal(start(young, ...Array.from({ length: 11 }, (_, index) => `t${index}`)))).toBe(
      'invalid',
    );
    const say = { t: 'meet.say', meetingId: crypto.randomUUID(), clientId: crypto.randomUUID() } as const;
    expect(await refusal(young.socket.request({ ...say, text: 'x' }))).toBe('not_found');
  });

  test('who blocked meets the other no more, who was reported by three is paused', async () => {
    const rude = await guest('Rude');
    const others = [await guest('Alice'), await guest('Bob'), await guest('Carol')];
    const [one] = others;
    if (!one) throw new Error('nobody');
    for (const other of others) {
      const [{ id: meetingId }] = await pair(rude, other, 'reports');
      const input = { meetingId, reasons: ['harassment' as const], text: 'Shouted' };
      await other.client.api.meet.report.mutate(input);
      expect(await stateOf(other, 'idle')).toMatchObject({ past: { end: 'reported', mine: true } });
      await rude.socket.request({ t: 'meet.stop' }).catch(() => undefined);
    }
    expect(await refusal(start(rude, 'reports'))).toBe('forbidden');
    expect(
      await codeOf(one.client.api.meet.report.mutate({ meetingId: crypto.randomUUID(), reasons: ['spam'] })),
    ).toBe('not_found');
  });
});

test('by default only members meet, and there are no guests', async () => {
  const closed = await startServer({ env: { MEET_PATH: 'direct' } });
  try {
    const nobody = makeClient(closed).api;
    expect(await codeOf(nobody.auth.guest.mutate({ name: 'Alice' }))).toBe('forbidden');
    expect(await nobody.meet.conditions.query()).toEqual({
      ...{ who: 'members', blur: false, path: 'direct', lengthMs: 300_000, keepsText: false },
    });
    const alice = await signUp(closed, 'Alice');
    expect(await alice.api.meet.terms.query()).toMatchObject({
      who: 'members',
      path: 'direct',
      isMember: true,
    });
  } finally {
    await closed.close();
  }
});

test('the owner opens Meet to guests while the server runs, and nobody else does', async () => {
  const own = await startServer({ env: { MEET: 'members', MEET_PATH: 'direct' } });
  try {
    const owner = await signUp(own, 'Owner', own.ownerToken ?? '');
    const bob = await signUp(own, 'Bob');
    expect(await codeOf(bob.api.meet.setPolicy.mutate({ who: 'everyone' }))).toBe('forbidden');
    expect(await owner.api.meet.setPolicy.mutate({ who: 'everyone' })).toEqual({
      who: 'everyone',
      blur: false,
    });
    expect(await owner.api.meet.setPolicy.mutate({ blur: true })).toEqual({ who: 'everyone', blur: true });
    expect(await makeClient(own).api.auth.guest.mutate({ name: 'Carol' })).toMatchObject({ role: 'guest' });
  } finally {
    await own.close();
  }
});
