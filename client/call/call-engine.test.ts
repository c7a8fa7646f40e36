import { expect, test } from 'bun:test';
import type { Call, Joined, LiveCall, Participant } from '../../protocol/call.ts';
import { notFound, ParleyError } from '../../protocol/errors.ts';
import type { Welcome } from '../../protocol/session.ts';
import { FakeClock, settle } from '../fake-clock.ts';
import { FakeSocket } from '../socket/fake-socket.ts';
import { CallEngine } from './call-engine.ts';
import { CallsWatch } from './calls-watch.ts';
import { DeviceBook } from './devices.ts';
import { FakeMeshLink, FakeNetwork, FakeSfuLink } from './fake-link.ts';
import { FakeTrack } from './fake-track.ts';
import { LocalMedia } from './local-media.ts';

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

const alice: Participant = participant('p1', 'alice');
const bob: Participant = participant('p2', 'bob');

function participant(id: string, userId: string): Participant {
  return { id, userId, joinedAt: 0, connected: true, onSfu: false, streams: [] };
}

interface Differences {
  state?: 'ringing' | 'active';
  revision?: number;
  participants?: Participant[];
}

function callOf({ state = 'active', revision = 1, participants = [alice] }: Differences): LiveCall {
  const base = {
    id: 'call',
    conversationId: 'watercooler',
    startedBy: 'alice',
    meeting: null,
    video: true,
    startedAt: 0,
    revision,
    ringing: [],
    participants,
    switching: null,
    topology: { kind: 'mesh' as const, epoch: 1, meshEpoch: 1 },
  };
  return state === 'ringing' ? { ...base, state } : { ...base, state, answeredAt: 0 };
}

function endedCall(revision: number): Call {
  const { id, conversationId, meeting, startedBy, video, startedAt } = callOf({});
  const ending = { state: 'ended', reason: 'missed', endedAt: 45_000 } as const;
  return { id, conversationId, meeting, startedBy, video, startedAt, revision, ...ending };
}

function joinedTo(call: LiveCall): Joined {
  return { call, participantId: 'p1', iceServers: [] };
}

function comeBack(socket: FakeSocket, calls: Call[]): void {
  socket.open();
  // Only the calls matter to a session.
  socket.receive({ t: 'session.welcome', me: { id: 'alice' }, calls } as unknown as Welcome);
}

function streamIds(socket: FakeSocket): string[] {
  const joins = socket.sent.filter(({ t }) => t === 'call.join') as unknown as {
    streams: { id: string }[];
  }[];
  return joins.at(-1)?.streams.map(({ id }) => id) ?? [];
}

class FakeCapture {
  readonly tracks: FakeTrack[] = [];
  hangs = false;

  async getUserMedia({ audio, video }: MediaStreamConstraints): Promise<MediaStream> {
    if (this.hangs) await new Promise(() => undefined);
    const made = [...(audio ? [new FakeTrack('audio')] : []), ...(video ? [new FakeTrack('video')] : [])];
    this.tracks.push(...made);
    return { getTracks: () => made.map(({ asTrack }) => asTrack) } as unknown as MediaStream;
  }
}

class FakePage {
  readonly beacons: string[][] = [];
  #hide: () => void = () => undefined;

  onHide(listener: () => void): () => void {
    this.#hide = listener;
    return () => undefined;
  }

  onNetworkChange(): () => void {
    return () => undefined;
  }

  beacon(path: string, body: string): void {
    this.beacons.push([path, body]);
  }

  hide(): void {
    this.#hide();
  }
}

function makeEngine() {
  const clock = new FakeClock();
  const socket = new FakeSocket({
    'call.start': () => joinedTo(callOf({ state: 'ringing' })),
    'call.join': () => joinedTo(callOf({ participants: [alice, bob] })),
    'call.rejoin': () => joinedTo(callOf({ participants: [alice, bob] })),
    'call.leave': () => ({}),
    'call.streams': () => ({}),
    'call.signal': () => ({}),
  });
  const network = new FakeNetwork({ clock, delayMs: () => 20 });
  const page = new FakePage();
  const capture = new FakeCapture();
  const storage = { getItem: () => null, setItem: () => undefined };
  const cameraSize = { width: 640, height: 360, frameRate: 15 };
  const watch = new CallsWatch(socket);
  const engine = new CallEngine({
    ...{ socket, clock, watch, page },
    devices: new DeviceBook({ source: null, storage, choosesSpeaker: false }),
    makeMedia: (choice) => new LocalMedia({ capture, choice, cameraSize }),
    makers: {
      mesh: ({ me, epoch, send }) =>
        new FakeMeshLink(network, { me, epoch, send: (to, signal) => send({ to, epoch, signal }) }),
      sfu: ({ me, epoch }) => new FakeSfuLink(network, { me, epoch }),
    },
  });
  const phases: string[] = [];
  engine.onChange(() => phases.at(-1) !== engine.state.phase && phases.push(engine.state.phase));
  return { engine, socket, clock, page, capture, tracks: capture.tracks, seen: () => phases };
}
