import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
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
import { type Moderated, startModerated } from '../harness/moderated.ts';

let all: Moderated;
let server: Moderated['server'];
let sql: Moderated['sql'];
let owner: Moderated['owner'];
let carol: Moderated['carol'];
beforeAll(async () => {
  all = await startModerated();
  ({ server, sql, owner, carol } = all);
});
afterAll(() => all.close());

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
      admin.groups.list.query({}),
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
    expect((await all.actions()).slice(0, 2)).toEqual(['user.reinstated', 'user.suspended']);
    const [, entry] = await owner.api.admin.audit.query({});
    expect(entry).toMatchObject({ actorName: 'Carol', subjectName: 'Frank', details: '{"reason":"Spam"}' });
  });

  test('sends nothing that waited for its time; its writer finds it with the reason', async () => {
    const [liam, mia] = [await signUp(server, 'Liam'), await signUp(server, 'Mia')];
    const { id: conversationId } = await liam.api.groups.direct.mutate({ userId: mia.user.id });
    const id = crypto.randomUUID();
    const due = { id, conversationId, text: 'Later', dueAt: Date.now() + 1_000 };
    await liam.api.scheduled.create.mutate(due);
    await carol.api.admin.people.suspend.mutate({ userId: liam.user.id });
    const looked = () => sql`select from scheduled_messages where id = ${id} and problem_code = 'forbidden'`;
    while ((await looked()).length === 0) await Bun.sleep(50);
    await carol.api.admin.people.reinstate.mutate({ userId: liam.user.id });
    expect(await sql`select from messages where client_id = ${id}`).toHaveLength(0);
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
    meeting: { tags: ['go'] },
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
  expect((await all.actions())[0]).toBe('report.paused');
  for (const socket of sockets) socket.close();
});

async function reportOf(userId: string): Promise<string> {
  const [id, meeting] = [crypto.randomUUID(), crypto.randomUUID()];
  await sql`
    insert into meetings (id, path, tags, first_waited_ms, second_waited_ms, started_at)
    values (${meeting}, 'direct', '{}', 0, 0, now())`;
  await sql`
    insert into meet_reports (id, meeting_id, reported_id, reasons, created_at)
    values (${id}, ${meeting}, ${userId}, '{hate}', now())`;
  return id;
}

test('a report may keep somebody out of Meet for good, or out of this server', async () => {
  const [nina, oscar] = [await signUp(server, 'Nina'), await signUp(server, 'Oscar')];
  await nina.api.meet.stateAge.mutate();
  const sockets = [await connectSocket(nina), await connectSocket(oscar)] as const;
  const code = closed(sockets[1]);
  const { handleReport } = carol.api.admin;
  await handleReport.mutate({ id: await reportOf(nina.user.id), action: 'banned' });
  await handleReport.mutate({ id: await reportOf(oscar.user.id), action: 'suspended' });
  expect(await code).toBe(4002);
  expect(sockets[0].request({ t: 'meet.start', name: 'Nina', tags: [] })).rejects.toMatchObject({
    code: 'forbidden',
  });
  expect(await nina.api.auth.me.query()).toMatchObject({ name: 'Nina' });
  expect((await carol.api.meet.bans.query()).map(({ name }) => name)).toEqual(['Oscar', 'Nina']);
  expect((await all.actions()).slice(0, 2)).toEqual(['report.suspended', 'report.banned']);
  sockets[0].close();
});

test('only who stands above somebody dismisses a report about them, and the owner one about themselves', async () => {
  const [ofCarol, ofOwner] = [await reportOf(carol.user.id), await reportOf(owner.user.id)];
  const dismiss = ({ api }: SignedIn, id: string) =>
    codeOf(api.admin.handleReport.mutate({ id, action: 'dismissed' }));
  expect(await dismiss(carol, ofCarol)).toBe('forbidden');
  expect(await dismiss(carol, ofOwner)).toBe('forbidden');
  expect((await carol.api.admin.reports.query({ open: true })).map(({ id }) => id)).toEqual([
    ofOwner,
    ofCarol,
  ]);
  expect(await dismiss(owner, ofCarol)).toBe('ok');
  expect(await dismiss(owner, ofOwner)).toBe('ok');
  expect((await all.actions()).slice(0, 2)).toEqual(['report.dismissed', 'report.dismissed']);
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
    admin.groups.list.query({ text: 'water' }),
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
