import { expect, test } from 'bun:test';
import { createRoot, createSignal } from 'solid-js';
import type { Meeting, MeetState } from '../../protocol/meet.ts';
import type { MeetTerms } from '../api/api.ts';
import type { CallState } from '../call/call-state.ts';
import { EngineWorld } from '../call/fake-engine.ts';
import { settle } from '../fake-clock.ts';
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

/** Alice's page at Meet, with a server played by the test. */
function setUp() {
  const world = new EngineWorld();
  const { socket, clock, capture } = world;
  let revision = 0;
  const told = (state: MeetState) => ({ state, revision: ++revision });
  socket.answers['meet.start'] = () => told(SEARCHING);
  socket.answers['meet.stop'] = () => ({ state: IDLE, revision: revision + 10 });
  const tell = (state: MeetState) => socket.receive({ t: 'meet.changed', ...told(state) });
  const calls = createRoot(makeCalls);
  const api = {
    meetTerms: async () => TERMS,
    stateAge: async () => undefined,
    reportStranger: async () => undefined,
  };
  const meet = makeMeetStore({
    ...{ socket, clock, calls, api },
    makeEngine: async (_socket, watch, makeMedia) => world.engine(watch, makeMedia),
  });
  const asked = () => socket.sent.map(({ t }) => t).filter((t) => t.startsWith('meet.'));
  return { meet, socket, api, tell, calls, capture, asked };
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
