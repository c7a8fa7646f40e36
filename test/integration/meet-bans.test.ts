import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test';
import { codeOf, type SignedIn, signIn, signUp } from '../harness/client.ts';
import { startServer, type TestServer } from '../harness/server.ts';
import { comeIn, newGuest, pair, refusal, startMeeting } from '../harness/strangers.ts';

setDefaultTimeout(30_000);

let server: TestServer;
let owner: SignedIn;
beforeAll(async () => {
  server = await startServer({ env: { MEET: 'everyone', MEET_PATH: 'direct', REGISTRATION: 'open' } });
  owner = await signUp(server, 'Owner', server.ownerToken ?? '');
});
afterAll(() => server.close());

test('who is banned is out at once, and stays out by account and by browser until the ban is lifted', async () => {
  const { api } = owner;
  const [rude, alice] = [
    await comeIn(await newGuest(server, 'Rude')),
    await comeIn(await newGuest(server, 'Alice')),
  ];
  const [{ id: meetingId }] = await pair(rude, alice, 'bans');
  const { id } = await api.meet.ban.mutate({ userId: rude.client.user.id, reason: 'Shouted', days: null });
  const left = await alice.socket.next(
    'meet.changed',
    ({ state }) => state.state === 'searching' && state.past !== null,
  );
  expect(left.state).toMatchObject({ past: { meetingId, end: 'lost' } });
  expect(await refusal(startMeeting(rude))).toBe('forbidden');

  // The same browser, as somebody new; and somebody new in a browser of their own.
  await rude.client.api.auth.signOut.mutate();
  const again = await rude.client.api.auth.guest.mutate({ name: 'Kind' });
  const disguised = await comeIn(Object.assign(rude.client, { user: again }));
  expect(await refusal(startMeeting(disguised))).toBe('forbidden');
  const bob = await comeIn(await newGuest(server, 'Bob'));
  expect(await refusal(startMeeting(bob))).toBe('ok');

  expect(await api.meet.bans.query()).toMatchObject([
    { id, name: 'Rude', devices: 1, reason: 'Shouted', until: null },
  ]);
  await api.meet.unban.mutate({ id, reason: 'A mistake' });
  expect(await api.meet.bans.query()).toEqual([]);
  expect(await refusal(startMeeting(disguised))).toBe('ok');
  expect(await codeOf(api.meet.unban.mutate({ id, reason: 'Twice' }))).toBe('conflict');
  const log = await api.admin.audit.query({});
  expect(log.map(({ action }) => action).slice(0, 2)).toEqual(['meet.unbanned', 'meet.banned']);
});

test('whoever is banned is so for all of their browser: who is in Meet there as somebody else does not go on', async () => {
  const rude = await newGuest(server, 'Rude');
  const rudeId = rude.user.id;
  await comeIn(rude);
  await rude.api.auth.signOut.mutate();
  const kind = await comeIn(
    Object.assign(rude, { user: await rude.api.auth.guest.mutate({ name: 'Kind' }) }),
  );
  await startMeeting(kind, 'nobody else');
  await kind.socket.request({ t: 'meet.stop' });
  expect(await refusal(kind.socket.request({ t: 'meet.next' }))).toBe('ok');
  await kind.socket.request({ t: 'meet.stop' });
  await owner.api.meet.ban.mutate({ userId: rudeId, reason: 'Shouted', days: null });
  expect(await refusal(kind.socket.request({ t: 'meet.next' }))).toBe('forbidden');
});

test('a ban of a member holds in every browser, for its days, and tells how long', async () => {
  const bob = await comeIn(await signUp(server, 'Bob'));
  const days = 2;
  const { id } = await owner.api.meet.ban.mutate({ userId: bob.client.user.id, reason: 'Spam', days });
  const elsewhere = await comeIn(await signIn(server, 'Bob'));
  const error = await startMeeting(elsewhere).catch((refused: unknown) => refused);
  expect(error).toMatchObject({ code: 'forbidden' });
  const [held] = await owner.api.meet.bans.query();
  expect(held).toMatchObject({ id, userId: bob.client.user.id });
  expect((held?.until ?? 0) - (held?.createdAt ?? 0)).toBe(days * 24 * 60 * 60_000);
});

test('only who leads the server bans, nobody above them, and with a reason', async () => {
  const carol = await signUp(server, 'Carol');
  const input = { userId: owner.user.id, reason: 'Power', days: 1 };
  expect(await codeOf(carol.api.meet.ban.mutate(input))).toBe('forbidden');
  expect(await codeOf(carol.api.meet.bans.query())).toBe('forbidden');
  expect(await codeOf(owner.api.meet.ban.mutate(input))).toBe('forbidden');
  expect(await codeOf(owner.api.meet.ban.mutate({ ...input, userId: carol.user.id, reason: ' ' }))).toBe(
    'invalid',
  );
  expect(await codeOf(owner.api.meet.unban.mutate({ id: crypto.randomUUID(), reason: 'None' }))).toBe(
    'not_found',
  );
});

test('a banned moderator does not lift the ban: neither their own nor that of another, which the owner does', async () => {
  const [dan, eve] = [await signUp(server, 'Dan'), await signUp(server, 'Eve')];
  for (const { user } of [dan, eve])
    await owner.api.admin.people.setRole.mutate({ userId: user.id, role: 'moderator' });
  const { id } = await owner.api.meet.ban.mutate({ userId: dan.user.id, reason: 'Shouted', days: null });
  for (const { api } of [dan, eve])
    expect(await codeOf(api.meet.unban.mutate({ id, reason: 'A mistake' }))).toBe('forbidden');
  expect(await refusal(startMeeting(await comeIn(dan)))).toBe('forbidden');
  await owner.api.meet.unban.mutate({ id, reason: 'A mistake' });
  expect((await owner.api.meet.bans.query()).map(({ name }) => name)).not.toContain('Dan');
});
