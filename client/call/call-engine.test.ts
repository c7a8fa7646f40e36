import { expect, test } from 'bun:test';
import type { Joined } from '../../protocol/call.ts';
import { notFound, ParleyError } from '../../protocol/errors.ts';
import { settle } from '../fake-clock.ts';
import type { FakeSocket } from '../socket/fake-socket.ts';
import { alice, bob, callOf, comeBack, endedCall, joinedTo, makeEngine } from './fake-engine.ts';

test('starting a call opens the devices, rings, and is active when someone joins', async () => {
  const { engine, socket, seen } = makeEngine();
  await engine.start('watercooler', { video: true });
  expect(seen()).toEqual(['starting', 'ringing']);
  expect(socket.sent[0]).toMatchObject({ t: 'call.start', video: true });
  const { streams } = socket.sent[0] as unknown as { streams: { source: string; active: boolean }[] };
  expect(streams.filter(({ active }) => active).map(({ source }) => source)).toEqual([
    'microphone',
    'camera',
  ]);
  socket.receive({ t: 'call.changed', call: callOf({ revision: 2, participants: [alice, bob] }) });
  expect(engine.state).toMatchObject({
    phase: 'active',
    remotes: [{ id: 'p2', userId: 'bob', path: 'connecting' }],
  });
});

test('hanging up while the call starts leaves what the server made', async () => {
  const { engine, socket } = makeEngine();
  let answer: (joined: Joined) => void = () => undefined;
  socket.answers['call.start'] = () => new Promise((resolve) => (answer = resolve));
  const starting = engine.start('watercooler', { video: false });
  await settle();
  await engine.hangUp();
  expect(engine.state.phase).toBe('idle');
  answer(joinedTo(callOf({ state: 'ringing' })));
  await starting;
  expect(engine.state.phase).toBe('idle');
  expect(socket.sent.at(-1)).toEqual({ t: 'call.leave', callId: 'call', participantId: 'p1' } as {
    t: string;
  });
});

test('a busy callee ends the call with that reason; another refusal rejects', async () => {
  const { engine, socket } = makeEngine();
  socket.answers['call.start'] = () => {
    throw new ParleyError('busy', 'Bob is in another call.');
  };
  await engine.start('watercooler', { video: false });
  expect(engine.state).toMatchObject({ phase: 'ended', reason: 'busy', conversationId: 'watercooler' });
  socket.answers['call.start'] = () => {
    throw notFound('The conversation');
  };
  await expect(engine.start('watercooler', { video: false })).rejects.toMatchObject({ code: 'not_found' });
  expect(engine.state.phase).toBe('idle');
});

test('hanging up tells how long the call was, and gives the devices back', async () => {
  const { engine, clock, tracks, socket } = makeEngine();
  await engine.start('watercooler', { video: true });
  socket.receive({ t: 'call.changed', call: callOf({ revision: 2, participants: [alice, bob] }) });
  await clock.pass(65_000);
  await engine.hangUp();
  expect(engine.state).toEqual({
    phase: 'ended',
    callId: 'call',
    conversationId: 'watercooler',
    reason: 'left',
    durationMs: 65_000,
  });
  expect(tracks.every(({ readyState }) => readyState === 'ended')).toBe(true);
  engine.dismissEnded();
  expect(engine.state).toEqual({ phase: 'idle' });
});

test('the server ends a call with its reason', async () => {
  const { engine, socket } = makeEngine();
  await engine.start('watercooler', { video: false });
  socket.receive({ t: 'call.changed', call: endedCall(5) });
  expect(engine.state).toMatchObject({ phase: 'ended', reason: 'missed' });
});

test('the call goes on at another device of the same user', async () => {
  const { engine, socket } = makeEngine();
  await engine.start('watercooler', { video: false });
  const elsewhere = { ...alice, id: 'p9' };
  socket.receive({ t: 'call.changed', call: callOf({ revision: 2, participants: [elsewhere, bob] }) });
  expect(engine.state).toMatchObject({ phase: 'ended', reason: 'joinedElsewhere' });
});

test('joining another call leaves the present one first', async () => {
  const { engine, socket } = makeEngine();
  await engine.start('watercooler', { video: false });
  await engine.join('other', { video: false });
  expect(socket.sent.map(({ t }) => t).filter((t) => /start|leave|join/.test(t))).toEqual([
    'call.start',
    'call.leave',
    'call.join',
  ]);
});

test('pressing Accept twice joins once, and what is being answered rings no more', async () => {
  const { engine, socket } = makeEngine();
  comeBack(socket, [callOf({ state: 'ringing', ringing: ['alice'], participants: [bob] })]);
  expect(engine.incoming).toHaveLength(1);
  const answers = holdJoins(socket);
  const once = engine.join('call', { video: false });
  await settle();
  const twice = engine.join('call', { video: true });
  await settle();
  expect(engine.incoming).toEqual([]);
  answers.release();
  await Promise.all([once, twice]);
  await settle();
  expect(engine.state.phase).toBe('active');
  expect(joinsAndLeaves(socket)).toEqual(['call.join']);
});

test('cancelling and accepting again keeps the place that both were given', async () => {
  const { engine, socket } = makeEngine();
  const answers = holdJoins(socket);
  const cancelled = engine.join('call', { video: false });
  await settle();
  await engine.hangUp();
  const accepted = engine.join('call', { video: false });
  await settle();
  answers.release();
  await Promise.all([cancelled, accepted]);
  await settle();
  expect(engine.state.phase).toBe('active');
  expect(joinsAndLeaves(socket)).toEqual(['call.join', 'call.join']);
});

test('a place that was cancelled is left where the later wish is given another, or none', async () => {
  const { engine, socket } = makeEngine();
  const answers = holdJoins(socket);
  const cancelled = engine.join('call', { video: false });
  await settle();
  await engine.hangUp();
  const accepted = engine.join('call', { video: false });
  await settle();
  await engine.hangUp();
  answers.release();
  await Promise.all([cancelled, accepted]);
  await settle();
  expect(engine.state.phase).toBe('idle');
  expect(joinsAndLeaves(socket)).toEqual(['call.join', 'call.join', 'call.leave', 'call.leave']);
});

test('hanging up while another call is being left joins nothing', async () => {
  const { engine, socket } = makeEngine();
  await engine.start('watercooler', { video: false });
  let left: () => void = () => undefined;
  socket.answers['call.leave'] = () => new Promise((resolve) => (left = () => resolve({})));
  const joining = engine.join('other', { video: false });
  await settle();
  const hungUp = engine.hangUp();
  left();
  await Promise.all([joining, hungUp]);
  expect(joinsAndLeaves(socket)).toEqual(['call.leave']);
});

test('answering does not wait for a browser that still asks for permission', async () => {
  const { engine, clock, capture } = makeEngine();
  capture.hangs = true;
  const joining = engine.join('call', { video: true });
  await clock.pass(2_000);
  await joining;
  expect(engine.state.phase).toBe('active');
});

test('losing the socket keeps the call; coming back rejoins it', async () => {
  const { engine, socket } = makeEngine();
  await engine.join('call', { video: false });
  socket.become({ state: 'reconnecting', attempt: 1, nextTryAt: 0 });
  expect(engine.state).toMatchObject({ phase: 'active', connection: 'reconnecting' });
  comeBack(socket, [callOf({})]);
  await settle();
  expect(socket.sent.some(({ t }) => t === 'call.rejoin')).toBe(true);
  expect(engine.state).toMatchObject({ phase: 'active', connection: 'good' });
});

test('after the lease it joins anew, with the same streams', async () => {
  const { engine, socket } = makeEngine();
  await engine.join('call', { video: false });
  const first = streamIds(socket);
  socket.become({ state: 'reconnecting', attempt: 1, nextTryAt: 0 });
  socket.answers['call.rejoin'] = () => {
    throw notFound('The participant');
  };
  const again = callOf({ revision: 9, participants: [{ ...alice, id: 'p7' }, bob] });
  const joins: unknown[] = [];
  socket.answers['call.join'] = (up) => {
    joins.push(up);
    return { call: again, participantId: 'p7', iceServers: [] };
  };
  comeBack(socket, [callOf({ revision: 8, participants: [bob] })]);
  await settle();
  expect(joins).toHaveLength(1);
  expect(streamIds(socket)).toEqual(first);
  expect(engine.state).toMatchObject({ phase: 'active', me: 'p7', connection: 'good' });
});

test('after the lease it does not take the call back from another device', async () => {
  const { engine, socket } = makeEngine();
  await engine.join('call', { video: false });
  socket.become({ state: 'reconnecting', attempt: 1, nextTryAt: 0 });
  socket.answers['call.rejoin'] = () => {
    throw notFound('The participant');
  };
  comeBack(socket, [callOf({ revision: 8, participants: [{ ...alice, id: 'p9' }, bob] })]);
  await settle();
  expect(engine.state).toMatchObject({ phase: 'ended', reason: 'joinedElsewhere' });
});

test('a call that ended while the socket was gone is over', async () => {
  const { engine, socket } = makeEngine();
  await engine.join('call', { video: false });
  socket.become({ state: 'reconnecting', attempt: 1, nextTryAt: 0 });
  comeBack(socket, []);
  expect(engine.state).toMatchObject({ phase: 'ended', reason: 'abandoned' });
});

test('a page that closes leaves by beacon', async () => {
  const { engine, page } = makeEngine();
  page.hide();
  expect(page.beacons).toEqual([]);
  await engine.join('call', { video: false });
  page.hide();
  expect(page.beacons).toEqual([['/calls/leave', '{"callId":"call","participantId":"p1"}']]);
});

test('declining what rings no more is no error', async () => {
  const { engine, socket } = makeEngine();
  socket.answers['call.decline'] = () => {
    throw notFound('The call');
  };
  await engine.decline('call');
});

function streamIds(socket: FakeSocket): string[] {
  const joins = socket.sent.filter(({ t }) => t === 'call.join') as unknown as {
    streams: { id: string }[];
  }[];
  return joins.at(-1)?.streams.map(({ id }) => id) ?? [];
}

/** Answers of joins wait until they are released. */
function holdJoins(socket: FakeSocket): { release: () => void } {
  const answers: (() => void)[] = [];
  const joined = joinedTo(callOf({ participants: [alice, bob] }));
  socket.answers['call.join'] = () => new Promise((resolve) => void answers.push(() => resolve(joined)));
  return { release: () => answers.forEach((answer) => answer()) };
}

function joinsAndLeaves(socket: FakeSocket): string[] {
  return socket.sent.map(({ t }) => t).filter((t) => t === 'call.join' || t === 'call.leave');
}
