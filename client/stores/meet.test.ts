import { expect, test } from 'bun:test';
import { createRoot, createSignal } from 'solid-js';
import { type ParleyError, unavailable } from '../../protocol/errors.ts';
import type { Meeting, MeetState } from '../../protocol/meet.ts';
import type { MeetTerms } from '../api/api.ts';
import type { CallState } from '../call/call-state.ts';
import { comeBack, EngineWorld } from '../call/fake-engine.ts';
import { settle } from '../fake-clock.ts';
import type { MeetText } from '../meet/meet-client.ts';
import { makeMeetStore } from './meet.ts';

const WISH = { name: 'Alice', tags: ['jazz'] };
const IDLE: MeetState = { state: 'idle', past: null };
const SEARCHING: MeetState = { state: 'searching', since: 1, tags: ['jazz'], widensAt: 2, past: null };
const TERMS = { tags: [], who: 'everyone' } as unknown as MeetTerms;

const meetingOf = (id: string): Meeting => ({ id, callId: 'call', partner: { name: 'Bob' } }) as Meeting;
const meetingState = (id: string): MeetState => ({ state: 'meeting', meeting: meetingOf(id) });

test('whoever takes a call while among strangers leaves them, on the way there too', async () => {
  const { meet, socket, asked, tell, calls } = setUp();
  await meet.start(WISH);
  tell(meetingState('m1'));
  calls.become('starting');
  expect(asked()).toEqual(['meet.start', 'meet.stop']);
  calls.become('active');
  await settle();
  expect(meet.state().state).toBe('idle');
  expect(asked()).toEqual(['meet.start', 'meet.stop']);

  calls.become('idle');
  let answer: () => void = () => undefined;
  socket.answers['meet.start'] = () =>
    new Promise((resolve) => (answer = () => resolve({ state: SEARCHING, revision: 9 })));
  const starting = meet.start(WISH);
  await settle();
  calls.become('starting');
  await settle();
  answer();
  await starting;
  expect(meet.state().state).toBe('idle');
  expect(asked().at(-1)).toBe('meet.stop');
  meet.close();
});

test('starting hangs up the call that one is in', async () => {
  const { meet, asked, calls } = setUp();
  calls.become('active');
  expect(meet.isInCall()).toBe(true);
  await meet.start(WISH);
  expect(calls.hungUp()).toBe(1);
  expect(meet.state().state).toBe('searching');
  expect(asked()).toEqual(['meet.start']);
  meet.close();
});

test('the devices stay open from one meeting to the next, and are given back with the last', async () => {
  const { meet, tell, capture, live } = setUp();
  await meet.start(WISH);
  await settle();
  expect(live()).toEqual(['audio', 'video']);
  tell(meetingState('m1'));
  await settle();
  tell(SEARCHING);
  await settle();
  expect(capture.asked).toHaveLength(1);
  meet.setMicrophone(false);
  tell({ state: 'idle', past: { meetingId: 'm1', end: 'time', mine: false } });
  await settle();
  expect(live()).toEqual([]);

  await meet.start(WISH);
  await settle();
  // Whoever was mute is mute again.
  expect(live()).toEqual(['video']);
  expect(meet.local()).toMatchObject({ microphone: { on: false }, camera: { on: true } });
  await meet.stop();
  expect(live()).toEqual([]);
  meet.close();
});

test('what was stopped before the devices opened opens none', async () => {
  const { meet, capture, live, engines } = setUp();
  engines.hold();
  await meet.start(WISH);
  await meet.stop();
  engines.release();
  await settle();
  expect(meet.local()).not.toBeNull();
  expect(capture.asked).toHaveLength(0);
  expect(live()).toEqual([]);
  meet.close();
});

test('a start that the server refuses gives the devices back', async () => {
  const { meet, socket, live } = setUp();
  socket.answers['meet.start'] = () => {
    throw unavailable('No way for media.');
  };
  await meet.start(WISH).catch(() => undefined);
  await settle();
  expect(live()).toEqual([]);
  meet.close();
});

test('a page that is left before it started starts nothing', async () => {
  const { meet, asked, capture, calls } = setUp();
  calls.become('active');
  meet.close();
  const started = await meet.start(WISH).then(
    () => 'started',
    (error: ParleyError) => error.code,
  );
  await settle();
  expect(started).toBe('unavailable');
  expect(asked()).toEqual([]);
  expect(capture.asked).toEqual([]);
  expect(calls.hungUp()).toBe(0);
});

test('the last one can be reported while it is told of them, and once', async () => {
  const { meet, tell } = setUp();
  await meet.start(WISH);
  tell(meetingState('m1'));
  expect(meet.reportable()?.id).toBe('m1');
  tell({ ...SEARCHING, past: { meetingId: 'm1', end: 'next', mine: false } });
  expect(meet.reportable()?.partner.name).toBe('Bob');
  tell({ state: 'idle', past: { meetingId: 'm1', end: 'next', mine: false } });
  expect(meet.reportable()?.id).toBe('m1');
  await meet.report({ meetingId: 'm1', reasons: ['spam'], text: '', picture: null });
  expect(meet.reportable()).toBeNull();
  tell(meetingState('m2'));
  expect(meet.reportable()?.id).toBe('m2');
  tell(SEARCHING);
  expect(meet.reportable()).toBeNull();
  meet.close();
});

test('terms that were not to be had are asked for again when the server is back', async () => {
  const { meet, socket, asksTerms } = setUp({ failsFirst: true });
  await settle();
  expect(meet.terms()).toBeUndefined();
  expect(meet.problem()).toMatchObject({ code: 'unavailable' });
  comeBack(socket, []);
  await settle();
  expect(meet.terms()).toEqual(TERMS);
  expect(meet.problem()).toBeNull();
  comeBack(socket, []);
  await settle();
  expect(asksTerms()).toBe(2);
  meet.close();
});

test('a device that is chosen while searching is opened at once, and given back with the others', async () => {
  const { meet, tell, capture, live } = setUp();
  await meet.start(WISH);
  await settle();
  await meet.call.choose({ camera: 'other' });
  expect(capture.asked.at(-1)).toMatchObject({ video: { deviceId: { exact: 'other' } } });
  tell(meetingState('m1'));
  await settle();
  await meet.call.choose({ microphone: 'headset' });
  expect(capture.asked.at(-1)).toMatchObject({ audio: { deviceId: { exact: 'headset' } } });
  expect(capture.asked).toHaveLength(3);
  expect(live().toSorted()).toEqual(['audio', 'video']);
  await meet.stop();
  await settle();
  await meet.call.choose({ camera: 'another' });
  expect(capture.asked).toHaveLength(3);
  expect(live()).toEqual([]);
  meet.close();
});

test('a camera that was missing is looked for again while searching, when the devices change', async () => {
  const { meet, capture, live } = setUp();
  capture.missing = true;
  await meet.start(WISH);
  await settle();
  expect(meet.local()?.camera.problem).toBe('missing');
  capture.missing = false;
  await meet.call.refreshDevices();
  await settle();
  expect(live().toSorted()).toEqual(['audio', 'video']);
  meet.close();
});

test('Next names the stranger it is about, and is nothing while there is none', async () => {
  const { meet, socket, asked, tell } = setUp();
  socket.answers['meet.next'] = () => ({ state: SEARCHING, revision: 90 });
  await meet.start(WISH);
  await meet.next();
  expect(asked()).toEqual(['meet.start']);
  tell(meetingState('m1'));
  await meet.next();
  expect(socket.sent.find(({ t }) => t === 'meet.next')).toMatchObject({ meetingId: 'm1' });
  meet.close();
});

test('a text stays the same row from sending to sent, also beside one of the other under its id', async () => {
  const { meet, socket, tell } = setUp();
  await meet.start(WISH);
  tell(meetingState('m1'));
  let answer: () => void = () => undefined;
  socket.answers['meet.say'] = () => new Promise((resolve) => (answer = () => resolve({ at: 9 })));
  meet.say('Hello');
  const [row] = meet.texts();
  expect(row?.state).toBe('sending');
  const clientId = row?.clientId ?? '';
  socket.receive({ t: 'meet.said', meetingId: 'm1', clientId, text: 'Echo', at: 5 });
  answer();
  await settle();
  const said = meet.texts().map(({ text, mine, state }) => ({ text, mine, state }));
  expect(said).toEqual([
    { text: 'Hello', mine: true, state: 'sent' },
    { text: 'Echo', mine: false, state: 'sent' },
  ]);
  expect(meet.texts()[0]).toBe(row as MeetText);
  tell(meetingState('m2'));
  expect(meet.texts()).toHaveLength(0);
  meet.close();
});

/** Alice's page at Meet, with a server played by the test. */
function setUp({ failsFirst = false } = {}) {
  const world = new EngineWorld();
  const { socket, clock, capture } = world;
  let revision = 0;
  const told = (state: MeetState) => ({ state, revision: ++revision });
  socket.answers['meet.start'] = () => told(SEARCHING);
  socket.answers['meet.stop'] = () => ({ state: IDLE, revision: revision + 10 });
  const tell = (state: MeetState) => socket.receive({ t: 'meet.changed', ...told(state) });
  const calls = createRoot(makeCalls);
  const engines = new Gate();
  let asks = 0;
  const api = {
    meetTerms: async () => {
      asks += 1;
      if (failsFirst && asks === 1) throw unavailable('The server is away.');
      return TERMS;
    },
    stateAge: async () => undefined,
    reportStranger: async () => undefined,
  };
  const meet = makeMeetStore({
    ...{ socket, clock, calls, api },
    makeEngine: async (_socket, watch, makeMedia) => {
      await engines.there;
      return world.engine(watch, makeMedia);
    },
  });
  const live = () => capture.tracks.filter(({ readyState }) => readyState === 'live').map(({ kind }) => kind);
  const asked = () => socket.sent.map(({ t }) => t).filter((t) => t.startsWith('meet.'));
  return { meet, socket, api, tell, calls, capture, asked, live, engines, asksTerms: () => asks };
}

/** The person's calls outside of Meet. */
function makeCalls() {
  const [state, setState] = createSignal<CallState>({ phase: 'idle' });
  let times = 0;
  const become = (phase: CallState['phase']) => void setState({ phase } as CallState);
  const hangUp = async () => {
    times += 1;
    become('idle');
  };
  return { state, become, hangUp, hungUp: () => times };
}

/** Open until a test holds it. */
class Gate {
  there = Promise.resolve();
  release: () => void = () => undefined;

  hold(): void {
    this.there = new Promise((resolve) => (this.release = resolve));
  }
}
