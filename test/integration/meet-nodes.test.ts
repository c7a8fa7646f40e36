import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test';
import type { DownOf } from '../../protocol/down.ts';
import { connectSocket, signUp, type TestSocket } from '../harness/client.ts';
import { makeTestRedis, type TestRedis } from '../harness/redis.ts';
import { startServer, type TestServer } from '../harness/server.ts';
import { comeIn, meetingOf, newGuest, pair, refusal, startMeeting } from '../harness/strangers.ts';

setDefaultTimeout(40_000);

/** Two processes on one database and one Redis, Alice at the first and Bob at the second. */
let redis: TestRedis;
let [first, second]: TestServer[] = [];
beforeAll(async () => {
  redis = await makeTestRedis();
  const env = { MEET: 'everyone', MEET_PATH: 'direct', MEET_SECONDS: '3600', REDIS_URL: redis.url };
  first = await startServer({ env });
  second = await startServer({ env, databaseUrl: first.databaseUrl });
});
afterAll(async () => {
  await second?.close();
  await first?.close();
  await redis.close();
});

/** An account that is known everywhere, at this process. */
async function guestAt(server: TestServer | undefined, name: string, deviceId?: string) {
  const client = await newGuest({ url: first?.url ?? '' }, name);
  return comeIn({ ...client, url: server?.url ?? '' }, deviceId);
}

test('Alice at one process and Bob at another meet, write, call and go on', async () => {
  const [alice, bob] = [await guestAt(first, 'Alice'), await guestAt(second, 'Bob')];
  const [forAlice, forBob] = await pair(alice, bob, 'jazz');
  expect(forAlice).toMatchObject({
    id: forBob.id,
    shared: ['jazz'],
    partner: { name: 'Bob', present: true },
  });
  expect(forBob.partner).toMatchObject({ name: 'Alice', present: true });

  const { id: meetingId, callId } = forAlice;
  for (const [from, to] of [
    [alice, bob],
    [bob, alice],
  ] as const) {
    from.socket.notify({ t: 'meet.typing', meetingId });
    await to.socket.next('meet.typing');
    const text = `Hello, it is ${from.client.user.name}`;
    await from.socket.request({ t: 'meet.say', meetingId, clientId: crypto.randomUUID(), text });
    expect(await to.socket.next('meet.said')).toMatchObject({ text });
  }

  const one = await alice.socket.request({ t: 'call.join', callId, streams: [] });
  const other = await bob.socket.request({ t: 'call.join', callId, streams: [] });
  expect(other.call).toMatchObject({ state: 'active', participants: [{}, {}] });
  const epoch = other.call.topology.meshEpoch;
  const signal = { t: 'call.signal', callId, epoch, signal: { instance: 'x' } } as const;
  await alice.socket.request({ ...signal, participantId: one.participantId, to: other.participantId });
  expect(await bob.socket.next('call.signal')).toMatchObject({ from: one.participantId });
  await bob.socket.request({ ...signal, participantId: other.participantId, to: one.participantId });
  expect(await alice.socket.next('call.signal')).toMatchObject({ from: other.participantId });
  const clientId = crypto.randomUUID();
  const foreign = { t: 'meet.say', meetingId: crypto.randomUUID(), clientId, text: 'x' } as const;
  expect(await refusal(bob.socket.request(foreign))).toBe('not_found');

  await bob.socket.request({ t: 'meet.next' });
  for (const { socket } of [alice, bob])
    await socket.next(
      'meet.changed',
      ({ state }) => state.state === 'searching' && state.past?.end === 'next',
    );
  // Who met lately does not meet again, and another does.
  const carol = await guestAt(second, 'Carol');
  await startMeeting(carol, 'jazz');
  const { partner } = await meetingOf(carol);
  const left = partner.name === 'Alice' ? bob : alice;
  expect((await left.socket.request({ t: 'meet.resume' })).state.state).toBe('searching');
  for (const each of [alice, bob, carol]) await each.socket.request({ t: 'meet.stop' });
  expect((await carol.socket.request({ t: 'meet.resume' })).state.state).toBe('idle');
});

test('a page whose line breaks comes back to its partner by whichever process it reaches', async () => {
  const deviceId = crypto.randomUUID();
  const alice = await guestAt(first, 'Alice');
  const bob = await guestAt(second, 'Bob', deviceId);
  // In both directions: the home is where the second of the two came in.
  const [{ id: meetingId, callId }] = await pair(bob, alice, 'lines');
  await alice.socket.request({ t: 'call.join', callId, streams: [] });
  const joined = await bob.socket.request({ t: 'call.join', callId, streams: [] });
  bob.socket.close();
  await alice.socket.next(
    'meet.changed',
    ({ state }) => state.state === 'meeting' && !state.meeting.partner.present,
  );
  const said = { t: 'meet.say', meetingId, clientId: crypto.randomUUID(), text: 'Still here' } as const;
  await alice.socket.request(said);
  let text = 'Still here';
  for (const server of [second, first, second, first]) {
    const back = await connectSocket({ ...bob.client, url: server?.url ?? '' }, deviceId);
    expect(back.welcome.calls).toMatchObject([{ id: callId }]);
    expect((await back.request({ t: 'meet.resume' })).state).toMatchObject({ meeting: { id: meetingId } });
    await back.request({ t: 'call.rejoin', callId, participantId: joined.participantId });
    expect(await back.next('meet.said')).toMatchObject({ text });
    back.close();
    await alice.socket.next('meet.changed', isAway);
    text = `Away from ${server?.url}`;
    await alice.socket.request({ ...said, clientId: crypto.randomUUID(), text });
  }
  await alice.socket.request({ t: 'meet.stop' });
});

test('a page that came back is told the end of its meeting by whichever process it is at then', async () => {
  // Where its meeting is held, and elsewhere.
  for (const server of [first, second]) {
    const deviceId = crypto.randomUUID();
    const alice = await guestAt(first, 'Alice');
    const bob = await guestAt(second, 'Bob', deviceId);
    const [{ id: meetingId }] = await pair(bob, alice, deviceId.slice(0, 8));
    bob.socket.close();
    await alice.socket.next('meet.changed', isAway);
    const back = await connectSocket({ ...bob.client, url: server?.url ?? '' }, deviceId);
    await back.request({ t: 'meet.resume' });
    await alice.socket.request({ t: 'meet.stop' });
    const past = { meetingId, end: 'stopped', mine: false };
    expect((await back.next('meet.changed', isSearching)).state).toMatchObject({ past });
    expect((await back.request({ t: 'meet.next' })).state.state).toBe('searching');
    expect((await back.request({ t: 'meet.stop' })).state.state).toBe('idle');
    back.close();
    alice.socket.close();
  }
});

test('a page that is away when its meeting ends is told how by whichever process it comes back to', async () => {
  // The home is where the second of the two came in: of the seats that come back, one was a lodger there and one was its own.
  for (const [home, server] of [
    [first, second],
    [first, first],
    [second, first],
  ]) {
    const deviceId = crypto.randomUUID();
    const bob = await guestAt(second, 'Bob', deviceId);
    const alice = await guestAt(first, 'Alice');
    const two = home === first ? ([bob, alice] as const) : ([alice, bob] as const);
    const [{ id: meetingId }] = await pair(...two, deviceId.slice(0, 8));
    bob.socket.close();
    await alice.socket.next('meet.changed', isAway);
    await alice.socket.request({ t: 'meet.stop' });

    const back = await connectSocket({ ...bob.client, url: server?.url ?? '' }, deviceId);
    expect(await back.request({ t: 'meet.resume' })).toMatchObject({ state: { state: 'idle' }, revision: 0 });
    // As its page does, which had not stopped: it searches on.
    const again = await back.request({ t: 'meet.start', name: 'Bob', tags: ['nobody else'] });
    const past = { meetingId, end: 'stopped', mine: false };
    expect(again.state).toMatchObject({ state: 'searching', past });
    await back.request({ t: 'meet.stop' });
    const once = await back.request({ t: 'meet.start', name: 'Bob', tags: ['nobody else'] });
    expect(once.state).toMatchObject({ state: 'searching', past: null });
    await back.request({ t: 'meet.stop' });
    back.close();
    alice.socket.close();
  }
});

test('many skip at once at both processes, and no two meetings share a person', async () => {
  const names = ['Alice', 'Bob', 'Carol', 'Dave', 'Erin', 'Frank'];
  const all = await Promise.all(names.map((name, index) => guestAt(index % 2 === 0 ? first : second, name)));
  const meetingsTold = () => {
    const told = all.flatMap(({ socket, client }) =>
      socket.received.flatMap((down) =>
        down.t === 'meet.changed' && down.state.state === 'meeting'
          ? [{ id: down.state.meeting.id, who: client.user.name }]
          : [],
      ),
    );
    return Map.groupBy(told, ({ id }) => id);
  };
  await Promise.all(all.map((one) => startMeeting(one, 'storm')));
  for (let round = 1; round <= 3; round++) {
    while (meetingsTold().size < round) await Bun.sleep(5);
    await Promise.all(all.map(({ socket }) => socket.request({ t: 'meet.next' })));
  }
  while (meetingsTold().size < 4) await Bun.sleep(5);
  await Promise.all(all.map(({ socket }) => socket.request({ t: 'meet.stop' })));
  for (const told of meetingsTold().values()) expect(new Set(told.map(({ who }) => who)).size).toBe(2);
  for (const { socket } of all) {
    const revisions = socket.received.flatMap((down) => (down.t === 'meet.changed' ? [down.revision] : []));
    expect(revisions).toEqual(revisions.toSorted((a, b) => a - b));
    expect((await socket.request({ t: 'meet.resume' })).state.state).toBe('idle');
  }
});

test('the owner closes Meet: whoever meets or looks for somebody rests at every process, and comes in at none', async () => {
  const owner = await signUp(first ?? { url: '' }, 'Owner', second?.ownerToken ?? '');
  const [alice, bob] = [await guestAt(first, 'Alice'), await guestAt(second, 'Bob')];
  const [carol, dave] = [await guestAt(second, 'Carol'), await guestAt(second, 'Dave')];
  for (const who of ['off', 'members'] as const) {
    const [{ id: meetingId }] = await pair(alice, bob, who);
    await startMeeting(dave, 'nobody else');
    await dave.socket.request({ t: 'meet.stop' });
    await startMeeting(carol, 'nobody else');
    await owner.api.meet.setPolicy.mutate({ who });
    for (const { socket } of [alice, bob])
      await socket.next(
        'meet.changed',
        ({ state }) => state.state === 'idle' && state.past?.meetingId === meetingId,
      );
    await carol.socket.next('meet.changed', ({ state }) => state.state === 'idle');
    expect(await refusal(dave.socket.request({ t: 'meet.next' }))).toBe('forbidden');
    for (const one of [alice, bob, carol]) expect(await refusal(startMeeting(one))).toBe('forbidden');
    await owner.api.meet.setPolicy.mutate({ who: 'everyone' });
    // Who met lately does not meet again.
    for (const one of [alice, bob]) one.socket.close();
    if (who === 'members') break;
    Object.assign(alice, await guestAt(first, 'Alice'));
    Object.assign(bob, await guestAt(second, 'Bob'));
  }
});

test('a process is killed: who met somebody of it is told, and they search on or find each other again', async () => {
  const deviceId = crypto.randomUUID();
  const [alice, bob] = [await guestAt(first, 'Alice'), await guestAt(second, 'Bob')];
  const [carol, dave] = [await guestAt(first, 'Carol'), await guestAt(second, 'Dave', deviceId)];
  // The process of whoever comes second holds the meeting.
  const [lost] = await pair(alice, bob, 'there');
  const erinsDevice = crypto.randomUUID();
  const [erin, frank] = [await guestAt(first, 'Erin', erinsDevice), await guestAt(second, 'Frank')];
  const [missed] = await pair(erin, frank, 'away');
  erin.socket.close();
  await frank.socket.next('meet.changed', isAway);
  const [kept] = await pair(dave, carol, 'here');
  await second?.kill9();

  await soon(carol.socket, isAway);
  const back = await connectSocket({ ...dave.client, url: first?.url ?? '' }, deviceId);
  expect((await back.request({ t: 'meet.resume' })).state).toMatchObject({ meeting: { id: kept.id } });
  await carol.socket.request({ t: 'meet.stop' });

  const searches = await soon(
    alice.socket,
    ({ state }) => state.state === 'searching' && state.past?.meetingId === lost.id,
  );
  expect(searches.state).toMatchObject({ past: { end: 'lost', mine: false } });
  const erins = await connectSocket(erin.client, erinsDevice);
  const again = await erins.request({ t: 'meet.start', name: 'Erin', tags: ['there'] });
  expect(again.state).toMatchObject({ past: { meetingId: missed.id, end: 'lost', mine: false } });
  expect((await meetingOf({ socket: erins })).partner.name).toBe('Alice');
});

/** Told to whoever is left. */
const isAway = ({ state }: DownOf<'meet.changed'>) =>
  state.state === 'meeting' && !state.meeting.partner.present;

const isSearching = ({ state }: DownOf<'meet.changed'>) => state.state === 'searching';

/** A process is given up after some seconds of silence. */
async function soon(socket: TestSocket, matches: (event: DownOf<'meet.changed'>) => boolean) {
  for (;;) {
    const found = socket.received.find((down) => down.t === 'meet.changed' && matches(down));
    if (found?.t === 'meet.changed') return found;
    await Bun.sleep(100);
  }
}
