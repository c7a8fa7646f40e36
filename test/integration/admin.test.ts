import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import postgres from 'postgres';
import type { Live } from '../../protocol/admin.ts';
import {
  codeOf,
  connectSocket,
  makeClient,
  PASSWORD,
  type SignedIn,
  signUp,
  type TestSocket,
} from '../harness/client.ts';
import { startServer, type TestServer } from '../harness/server.ts';

let server: TestServer;
let sql: postgres.Sql;
let owner: SignedIn;
let carol: SignedIn;

/** Carol is the moderator. */
beforeAll(async () => {
  const env = { MEET: 'members', MEET_PATH: 'direct', TURN_SECRET: 'hush', LOG_LEVEL: 'warn' };
  server = await startServer({ env });
  sql = postgres(server.databaseUrl, { max: 1, onnotice: () => {} });
  owner = await signUp(server, 'Alice', server.ownerToken ?? '');
  carol = await signUp(server, 'Carol');
  await owner.api.admin.people.setRole.mutate({ userId: carol.user.id, role: 'moderator' });
});
afterAll(async () => {
  await sql.end();
  await server.close();
});

const actions = async () => (await owner.api.admin.audit.query({})).map(({ action }) => action);
const closed = (socket: TestSocket) =>
  new Promise<number>((resolve) => socket.ws.addEventListener('close', ({ code }) => resolve(code)));

describe('roles', () => {
  test('a member and a guest reach nothing of it, a moderator what is theirs, and nobody who stands as high', async () => {
    const bob = await signUp(server, 'Bob');
    const userId = bob.user.id;
    const asked = ({ api: { admin } }: SignedIn) => [
      admin.live.query(),
      admin.history.query({ days: 7 }),
      admin.people.list.query({}),
      admin.groups.query({}),
      admin.reports.query({ open: true }),
      admin.evidence.query({ id: crypto.randomUUID() }),
      admin.handleReport.mutate({ id: crypto.randomUUID(), action: 'dismissed' }),
      admin.audit.query({}),
      admin.verifyAudit.query(),
      admin.storage.query(),
      admin.sources.query(),
      admin.people.setRole.mutate({ userId, role: 'moderator' }),
      admin.people.suspend.mutate({ userId: owner.user.id }),
      admin.people.signOut.mutate({ userId: carol.user.id }),
    ];
    expect(new Set(await Promise.all(asked(bob).map(codeOf)))).toEqual(new Set(['forbidden']));
    expect((await Promise.all(asked(carol).map(codeOf))).join(' ')).toBe(
      'ok ok ok ok ok not_found not_found ok ok ok forbidden forbidden forbidden forbidden',
    );
    const nobody = makeClient(server);
    expect(await codeOf(nobody.api.admin.live.query())).toBe('unauthenticated');
    const socket = await connectSocket(bob);
    expect(socket.request({ t: 'admin.watch', on: true })).rejects.toMatchObject({ code: 'forbidden' });
    socket.close();
  });

  test('a moderator who is one no longer is told nothing more', async () => {
    const dave = await signUp(server, 'Dave');
    await owner.api.admin.people.setRole.mutate({ userId: dave.user.id, role: 'moderator' });
    const told = await connectSocket(owner);
    const socket = await connectSocket(dave);
    await Promise.all([told, socket].map((one) => one.request({ t: 'admin.watch', on: true })));
    await owner.api.admin.people.setRole.mutate({ userId: dave.user.id, role: 'member' });
    const before = socket.received.filter(({ t }) => t === 'admin.live').length;
    const other = await connectSocket(await signUp(server, 'Erin'));
    const { live } = await told.next('admin.live', ({ live: { people } }) => people === 3);
    expect(live.sockets).toBe(3);
    expect(socket.received.filter(({ t }) => t === 'admin.live').length).toBe(before);
    for (const one of [told, socket, other]) one.close();
  });
});

describe('a suspended account', () => {
  test('is signed out at once on every socket, cannot sign in, and comes back when it is reinstated', async () => {
    const frank = await signUp(server, 'Frank');
    const sockets = [await connectSocket(frank), await connectSocket(frank)];
    const codes = Promise.all(sockets.map(closed));
    await carol.api.admin.people.suspend.mutate({ userId: frank.user.id, reason: 'Spam' });
    expect(await codes).toEqual([4002, 4002]);
    expect(await frank.api.auth.me.query()).toBeNull();
    const again = () => makeClient(server).api.auth.signIn.mutate({ username: 'frank', password: PASSWORD });
    expect(await codeOf(again())).toBe('forbidden');
    const [shown] = await carol.api.admin.people.list.query({ text: 'frank', suspended: true });
    expect(shown).toMatchObject({ id: frank.user.id, sessions: 0, suspendedAt: expect.any(Number) });
    await carol.api.admin.people.reinstate.mutate({ userId: frank.user.id });
    expect(await codeOf(again())).toBe('ok');
    expect((await actions()).slice(0, 2)).toEqual(['user.reinstated', 'user.suspended']);
    const [, entry] = await owner.api.admin.audit.query({});
    expect(entry).toMatchObject({ actorName: 'Carol', subjectName: 'Frank', details: '{"reason":"Spam"}' });
  });

  test('signing somebody out everywhere ends their sessions and keeps the account', async () => {
    const grace = await signUp(server, 'Grace');
    const socket = await connectSocket(grace);
    const code = closed(socket);
    await carol.api.admin.people.signOut.mutate({ userId: grace.user.id });
    expect(await code).toBe(4001);
    expect(
      await codeOf(makeClient(server).api.auth.signIn.mutate({ username: 'grace', password: PASSWORD })),
    ).toBe('ok');
  });
});

describe('what happens now', () => {
  test('is pushed: people, sockets, and a call with who is in it and how', async () => {
    const [henry, iris] = [await signUp(server, 'Henry'), await signUp(server, 'Iris')];
    const watching = await connectSocket(carol);
    const { live } = await watching.request({ t: 'admin.watch', on: true });
    expect(live).toMatchObject({ callCount: 0, calls: [], processes: 1 });
    const sockets = [await connectSocket(henry), await connectSocket(iris)] as const;
    const { id: conversationId } = await henry.api.groups.direct.mutate({ userId: iris.user.id });
    const { call, participantId } = await sockets[0].request({
      t: 'call.start',
      conversationId,
      video: true,
      streams: [],
    });
    const ringing = await watching.next('admin.live', ({ live: { callCount } }) => callCount === 1);
    expect(ringing.live.calls[0]).toMatchObject({
      id: call.id,
      kind: 'direct',
      state: 'ringing',
      path: null,
    });
    await sockets[1].request({ t: 'call.join', callId: call.id, streams: [] });
    sockets[0].notify({ t: 'call.measured', callId: call.id, participantId, tookMs: 412.4, path: 'relay' });
    const { live: active } = await watching.next(
      'admin.live',
      ({ live: { calls } }) => calls[0]?.path === 'relay',
    );
    expect(active.calls[0]).toMatchObject({ state: 'active', people: 2, topology: 'mesh' });
    expect(active.calls[0]?.userIds.toSorted()).toEqual([henry.user.id, iris.user.id].toSorted());
    expect(await sql`select took_ms, path from call_joins where call_id = ${call.id}`).toEqual([
      { took_ms: 412, path: 'relay' },
    ] as never);
    await sockets[0].request({ t: 'call.leave', callId: call.id, participantId });
    const over: Live = (await watching.next('admin.live', ({ live: { callCount } }) => callCount === 0)).live;
    expect(over.participants).toBe(0);
    expect(await watching.request({ t: 'admin.watch', on: false })).toEqual({ live: null });
    for (const socket of [watching, ...sockets]) socket.close();
  });
});

test('a report leads to an action, once, and both to entries; what strangers wrote is nowhere', async () => {
  const [judy, ken] = [await signUp(server, 'Judy'), await signUp(server, 'Ken')];
  const sockets = [];
  for (const { api, user, ...client } of [judy, ken]) {
    await api.meet.stateAge.mutate();
    const socket = await connectSocket({ api, ...client });
    await socket.request({ t: 'meet.start', name: user.name, tags: ['go'] });
    sockets.push(socket);
  }
  const [first] = sockets;
  const met = await first?.next('meet.changed', ({ state }) => state.state === 'meeting');
  if (met?.state.state !== 'meeting') throw new Error('they did not meet');
  const meetingId = met.state.meeting.id;
  await first?.request({ t: 'meet.say', meetingId, clientId: crypto.randomUUID(), text: 'canary-words' });
  await judy.api.meet.report.mutate({
    meetingId,
    reasons: ['harassment'],
    text: 'Shouted',
    picture: '/9j/AAAA',
  });

  const [report] = await carol.api.admin.reports.query({ open: true });
  expect(report).toMatchObject({
    reasons: ['harassment'],
    hasText: true,
    hasPicture: true,
    reporter: { name: 'Judy' },
    reported: { name: 'Ken' },
    ofThem: 1,
    meeting: { end: 'reported', tags: ['go'] },
    action: null,
  });
  const id = report?.id ?? '';
  expect(await carol.api.admin.evidence.query({ id })).toEqual({ text: 'Shouted', picture: '/9j/AAAA' });
  await carol.api.admin.handleReport.mutate({ id, action: 'paused', days: 3 });
  expect(await codeOf(carol.api.admin.handleReport.mutate({ id, action: 'banned' }))).toBe('conflict');
  expect(sockets[1]?.request({ t: 'meet.start', name: 'Ken', tags: [] })).rejects.toMatchObject({
    code: 'forbidden',
  });
  expect(await carol.api.admin.reports.query({ open: true })).toEqual([]);
  const handled = await carol.api.admin.reports.query({ open: false });
  expect(handled).toMatchObject([{ id, action: 'paused', handledBy: 'Carol' }]);
  expect((await actions())[0]).toBe('report.paused');
  for (const socket of sockets) socket.close();
});

test('a moderator sees that a private group and its messages are there, and no word of them', async () => {
  const group = {
    name: 'Watercooler',
    description: 'canary-about',
    visibility: 'private' as const,
    memberIds: [],
  };
  const { id: conversationId } = await owner.api.groups.create.mutate(group);
  const clientId = crypto.randomUUID();
  await owner.api.messages.send.mutate({ conversationId, clientId, text: 'canary-message' });
  const { admin } = carol.api;
  const seen = await Promise.all([
    admin.groups.query({ text: 'water' }),
    admin.people.list.query({}),
    admin.live.query(),
    admin.history.query({ days: 2 }),
    admin.reports.query({ open: false }),
    admin.audit.query({}),
    admin.storage.query(),
  ]);
  expect(seen[0]).toMatchObject([
    { name: 'Watercooler', members: 1, visibility: 'private', archivedAt: null },
  ]);
  expect(seen[3].at(-1)?.messages).toBeGreaterThanOrEqual(1);
  expect(JSON.stringify(seen)).not.toContain('canary');
  expect(await codeOf(carol.api.groups.byId.query({ id: conversationId }))).toBe('not_found');
});

describe('settings', () => {
  test('tell where each comes from, and no secret', async () => {
    await owner.api.meet.setPolicy.mutate({ who: 'everyone' });
    await owner.api.files.updateRules.mutate({ userQuotaMb: 500 });
    const sources = await owner.api.admin.sources.query();
    const of = (name: string) => sources.find((one) => one.name === name);
    expect(of('MESH_LIMIT')).toMatchObject({ value: '4', source: 'default' });
    expect(of('MEET_PATH')).toMatchObject({ value: 'direct', source: 'environment' });
    expect(of('MEET')).toMatchObject({ value: 'everyone', source: 'database' });
    expect(of('Room for each person, in MB')).toMatchObject({ value: '500', source: 'database' });
    expect(of('TURN_SECRET')).toEqual({
      name: 'TURN_SECRET',
      value: null,
      source: 'environment',
      isSecret: true,
    });
    const { password } = new URL(server.databaseUrl);
    expect(password).not.toBe('');
    expect(JSON.stringify(sources)).not.toMatch(new RegExp(`hush|${password}`));
    expect((await actions()).slice(0, 2)).toEqual(['files.rules', 'meet.policy']);
  });
});

describe('the audit log', () => {
  test('is only added to: the database refuses to change it', async () => {
    expect(sql`update audit_entries set actor_name = 'Bob'`).rejects.toThrow('only added to');
    expect(sql`delete from audit_entries`).rejects.toThrow('only added to');
    expect(await carol.api.admin.verifyAudit.query()).toMatchObject({ brokenAt: null });
  });

  test('an action that is refused leaves no entry', async () => {
    const { entries } = await carol.api.admin.verifyAudit.query();
    expect(await codeOf(carol.api.admin.people.suspend.mutate({ userId: owner.user.id }))).toBe('forbidden');
    expect(await codeOf(carol.api.admin.revokeInvite.mutate({ id: crypto.randomUUID() }))).toBe('not_found');
    expect((await carol.api.admin.verifyAudit.query()).entries).toBe(entries);
  });

  test('entries of many at once stand in one row', async () => {
    const { entries } = await carol.api.admin.verifyAudit.query();
    await Promise.all(Array.from({ length: 12 }, () => carol.api.admin.createInvite.mutate({ uses: 1 })));
    expect(await carol.api.admin.verifyAudit.query()).toMatchObject({
      entries: entries + 12,
      brokenAt: null,
    });
  });

  test('tells of an entry that was changed, of one that is gone, and of an end that was cut off', async () => {
    const { entries } = await carol.api.admin.verifyAudit.query();
    const broken = async (change: (tx: postgres.TransactionSql) => Promise<unknown>) => {
      await sql.begin(async (tx) => {
        await tx`alter table audit_entries disable trigger user`;
        await tx`create table kept as select * from audit_entries`;
        await change(tx);
      });
      const { brokenAt } = await carol.api.admin.verifyAudit.query();
      await sql.begin(async (tx) => {
        await tx`truncate audit_entries`;
        await tx`insert into audit_entries select * from kept`;
        await tx`drop table kept`;
        await tx`alter table audit_entries enable trigger user`;
      });
      return brokenAt;
    };
    expect(await broken((tx) => tx`update audit_entries set actor_name = 'Mallory' where seq = 3`)).toBe(3);
    expect(await broken((tx) => tx`update audit_entries set details = details || ' ' where seq = 2`)).toBe(2);
    expect(await broken((tx) => tx`delete from audit_entries where seq = 4`)).toBe(4);
    expect(await broken((tx) => tx`delete from audit_entries where seq = ${entries}`)).toBe(entries);
    expect(await carol.api.admin.verifyAudit.query()).toMatchObject({ entries, brokenAt: null });
  });
});
