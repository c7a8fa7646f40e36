import { afterAll, beforeAll, expect, test } from 'bun:test';
import postgres from 'postgres';
import { codeOf, makeClient, PASSWORD, type SignedIn, signUp } from '../harness/client.ts';
import { startServer, type TestServer } from '../harness/server.ts';

let server: TestServer;
let owner: SignedIn;
let bob: SignedIn;
let carol: SignedIn;
let id: string;

beforeAll(async () => {
  server = await startServer({ env: { REGISTRATION: 'invite' } });
  owner = await signUp(server, 'Alice', server.ownerToken ?? '');
  bob = await newcomer('Bob');
  carol = await newcomer('Carol');
  id = await watercooler(bob);
});
afterAll(() => server.close());

async function newcomer(name: string): Promise<SignedIn> {
  const { url } = await owner.api.admin.createInvite.mutate({ uses: 1 });
  return signUp(server, name, url.split('/join/')[1]);
}

async function watercooler(by: SignedIn): Promise<string> {
  const settings = { name: 'Watercooler', description: 'Small talk', visibility: 'private' } as const;
  return (await by.api.groups.create.mutate({ ...settings, memberIds: [] })).id;
}

interface Terms {
  uses?: number;
  expiresInMinutes?: number;
  admits?: boolean;
}
async function link(by: SignedIn, terms: Terms = {}, group = id): Promise<string> {
  const { url } = await by.api.groups.createInvite.mutate({ id: group, ...terms });
  expect(url).toStartWith(`${server.url}/join/g/`);
  return url.split('/join/g/')[1] ?? '';
}

async function signUpWith(name: string, groupInvite: string): Promise<SignedIn> {
  const client = makeClient(server);
  const account = { username: name.toLowerCase(), name, password: PASSWORD, groupInvite };
  return Object.assign(client, { user: await client.api.auth.signUp.mutate(account) });
}

async function membersOf(group = id): Promise<string[]> {
  const own = await bob.api.groups.mine.query();
  return own.find((each) => each.id === group)?.members.map((member) => member.userId) ?? [];
}

test('a link shows where it leads, lets people in once each, and tells who came by it', async () => {
  const token = await link(bob, { uses: 5, expiresInMinutes: 60 });
  const shown = await makeClient(server).api.groups.invitation.query({ token });
  expect(shown).toEqual({
    ...{ id, name: 'Watercooler', description: 'Small talk', memberCount: 1 },
    ...{ isArchived: false, isMember: false, maySignUp: false },
  });
  expect((await carol.api.groups.joinByInvite.mutate({ token })).id).toBe(id);
  expect((await carol.api.groups.joinByInvite.mutate({ token })).members).toHaveLength(2);
  const [listed] = await bob.api.groups.invites.query({ id });
  expect(listed).toMatchObject({ usesLeft: 4, usedBy: [carol.user.id], createdBy: bob.user.id });
  expect(await codeOf(carol.api.groups.invites.query({ id }))).toBe('forbidden');
  await carol.api.groups.leave.mutate({ id });
});

test('two people with one link that works once: one comes in', async () => {
  const token = await link(bob, { uses: 1 });
  const people = [owner, carol];
  const codes = await Promise.all(people.map((one) => codeOf(one.api.groups.joinByInvite.mutate({ token }))));
  expect(codes.toSorted()).toEqual(['not_found', 'ok']);
  expect(await membersOf()).toHaveLength(2);
  for (const one of people) await codeOf(one.api.groups.leave.mutate({ id }));
  const again = await link(bob, { uses: 3 });
  const rush = Array.from({ length: 6 }, () =>
    codeOf(carol.api.groups.joinByInvite.mutate({ token: again })),
  );
  expect(await Promise.all(rush)).toEqual(rush.map(() => 'ok'));
  expect((await bob.api.groups.invites.query({ id }))[0]).toMatchObject({ usesLeft: 2 });
  await carol.api.groups.leave.mutate({ id });
});

test('a revoked link, an old one and a made-up one lead nowhere', async () => {
  const sql = postgres(server.databaseUrl, { max: 1 });
  const old = await link(bob, { expiresInMinutes: 1 });
  await sql`update group_invites set expires_at = now() - interval '1 second' where expires_at is not null`;
  await sql.end();
  const revoked = await link(bob);
  const [{ id: inviteId } = { id: '' }] = await bob.api.groups.invites.query({ id });
  expect(await codeOf(carol.api.groups.revokeInvite.mutate({ id: inviteId }))).toBe('not_found');
  await bob.api.groups.revokeInvite.mutate({ id: inviteId });
  for (const token of [old, revoked, 'made-up']) {
    expect(await codeOf(carol.api.groups.joinByInvite.mutate({ token }))).toBe('not_found');
    expect(await codeOf(makeClient(server).api.groups.invitation.query({ token }))).toBe('not_found');
  }
});

test('a link of a group makes no account, unless who leads the server made it so', async () => {
  const token = await link(bob);
  expect(await codeOf(signUpWith('Dora', token))).toBe('forbidden');
  expect(await codeOf(bob.api.groups.createInvite.mutate({ id, admits: true }))).toBe('forbidden');
  const group = await watercooler(owner);
  const admitting = await link(owner, { admits: true, uses: 1 }, group);
  expect((await makeClient(server).api.groups.invitation.query({ token: admitting })).maySignUp).toBe(true);
  const attempts = await Promise.allSettled(
    ['Dora', 'Emil', 'Frida'].map((name) => signUpWith(name, admitting)),
  );
  const made = attempts.flatMap((attempt) => (attempt.status === 'fulfilled' ? attempt.value : []));
  expect(made).toHaveLength(1);
  // The use was taken with the account: coming in takes no second, and nobody else gets in by it.
  expect(await codeOf(carol.api.groups.joinByInvite.mutate({ token: admitting }))).toBe('not_found');
  const joined = await made[0]?.api.groups.joinByInvite.mutate({ token: admitting });
  expect(joined?.members).toHaveLength(2);
  await made[0]?.api.groups.leave.mutate({ id: group });
  expect(
    await codeOf(made[0]?.api.groups.joinByInvite.mutate({ token: admitting }) ?? Promise.resolve()),
  ).toBe('not_found');
});

test('a link that admits to the server is in its log and its list, and whoever leads the server revokes it', async () => {
  const group = await watercooler(owner);
  const listed = () => owner.api.admin.invites.query();
  await link(owner, {}, group);
  expect((await listed()).filter((invite) => invite.group?.id === group)).toHaveLength(0);
  const token = await link(owner, { admits: true }, group);
  const [invite] = await listed();
  expect(invite).toMatchObject({ group: { id: group, name: 'Watercooler' }, createdBy: owner.user.id });
  await owner.api.admin.revokeInvite.mutate({ id: invite?.id ?? '' });
  expect((await listed()).filter((each) => each.id === invite?.id)).toHaveLength(0);
  expect(await codeOf(signUpWith('Greta', token))).toBe('not_found');
  const log = (await owner.api.admin.audit.query({})).slice(0, 2);
  expect(log.map(({ action, subjectName }) => `${action} ${subjectName}`)).toEqual([
    'invite.revoked Watercooler',
    'invite.created Watercooler',
  ]);
});

test('a link of a moderator admits while they are one, and not while they are suspended', async () => {
  const { people } = owner.api.admin;
  const userId = carol.user.id;
  await people.setRole.mutate({ userId, role: 'moderator' });
  const group = await watercooler(carol);
  const token = await link(carol, { admits: true }, group);
  const maySignUp = async () => {
    const { maySignUp: may } = await makeClient(server).api.groups.invitation.query({ token });
    const isListed = (await owner.api.admin.invites.query()).some((invite) => invite.group?.id === group);
    expect(isListed).toBe(may);
    return may;
  };
  expect(await maySignUp()).toBe(true);
  await people.setRole.mutate({ userId, role: 'member' });
  expect(await maySignUp()).toBe(false);
  expect(await codeOf(signUpWith('Hanna', token))).toBe('forbidden');
  await people.setRole.mutate({ userId, role: 'moderator' });
  await people.suspend.mutate({ userId });
  expect(await maySignUp()).toBe(false);
  expect(await codeOf(signUpWith('Hanna', token))).toBe('forbidden');
  await people.reinstate.mutate({ userId });
  expect(await maySignUp()).toBe(true);
  expect(await codeOf(signUpWith('Hanna', token))).toBe('ok');
  // Whoever has an account comes in by it in any case.
  await people.setRole.mutate({ userId, role: 'member' });
  expect(await codeOf(bob.api.groups.joinByInvite.mutate({ token }))).toBe('ok');
});
