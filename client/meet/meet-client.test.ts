import { expect, test } from 'bun:test';
import { unavailable } from '../../protocol/errors.ts';
import type { Meeting, MeetState } from '../../protocol/meet.ts';
import { FakeClock, settle } from '../fake-clock.ts';
import { FakeSocket } from '../socket/fake-socket.ts';
import { MeetClient } from './meet-client.ts';

const meetingOf = (id: string): MeetState => ({ state: 'meeting', meeting: { id } as Meeting });

function setUp() {
  const socket = new FakeSocket();
  const clock = new FakeClock();
  const client = new MeetClient({ socket, clock });
  const tell = (state: MeetState, revision: number) => socket.receive({ t: 'meet.changed', state, revision });
  return { socket, clock, client, tell };
}

test('of two states the newer one holds, however they come', () => {
  const { client, tell } = setUp();
  tell(meetingOf('m1'), 5);
  tell({ state: 'idle', past: null }, 4);
  expect(client.state).toEqual(meetingOf('m1'));
  tell({ state: 'idle', past: null }, 6);
  expect(client.state.state).toBe('idle');
});

test('a new meeting begins without texts, and texts of another are not taken', () => {
  const { client, socket, tell } = setUp();
  tell(meetingOf('m1'), 1);
  socket.receive({ t: 'meet.said', meetingId: 'm1', clientId: 'c1', text: 'Hello', at: 1 });
  socket.receive({ t: 'meet.said', meetingId: 'm1', clientId: 'c1', text: 'Hello', at: 1 });
  expect(client.texts.map(({ text }) => text)).toEqual(['Hello']);
  tell(meetingOf('m2'), 2);
  socket.receive({ t: 'meet.said', meetingId: 'm1', clientId: 'c2', text: 'Late', at: 2 });
  expect(client.texts).toEqual([]);
});

test('a text without an answer waits, and goes out again after the line came back, under the same id', async () => {
  const { client, socket, tell } = setUp();
  tell(meetingOf('m1'), 1);
  const asked: string[] = [];
  let isDown = true;
  socket.answers['meet.say'] = ({ clientId }) => {
    asked.push(clientId);
    if (isDown) throw unavailable('The line is lost.');
    return { at: 9 };
  };
  socket.answers['meet.resume'] = () => ({ state: meetingOf('m1'), revision: 1 });
  client.say('Still there?');
  await settle();
  expect(client.texts[0]?.state).toBe('sending');
  isDown = false;
  socket.receive({ t: 'session.welcome' } as Parameters<typeof socket.receive>[0]);
  await settle();
  expect(client.texts[0]).toMatchObject({ state: 'sent', at: 9 });
  expect(new Set(asked).size).toBe(1);
  expect(asked).toHaveLength(2);
});

test('typing is told at most every few seconds, and the other’s ends by itself', () => {
  const { client, socket, clock, tell } = setUp();
  tell(meetingOf('m1'), 1);
  client.typed();
  client.typed();
  expect(socket.sent).toHaveLength(1);
  socket.receive({ t: 'meet.typing', meetingId: 'm1', stopped: false });
  expect(client.partnerTypes).toBe(true);
  clock.advance(6_000);
  expect(client.partnerTypes).toBe(false);
});

test('whoever searched when the server lost their place searches on, and whoever stopped does not', async () => {
  const { client, socket, tell } = setUp();
  const searching = { state: 'searching', since: 1, tags: ['jazz'], widensAt: 2, past: null } as const;
  socket.answers['meet.start'] = () => ({ state: { ...searching, tags: ['jazz'] }, revision: 1 });
  socket.answers['meet.stop'] = () => ({ state: { state: 'idle', past: null }, revision: 3 });
  socket.answers['meet.resume'] = () => ({ state: { state: 'idle', past: null }, revision: 0 });
  const comeBack = async () => {
    socket.receive({ t: 'session.welcome' } as Parameters<typeof socket.receive>[0]);
    await settle();
  };
  await client.ask({ t: 'meet.start', name: 'Alice', tags: ['jazz'] });
  await comeBack();
  expect(client.state).toMatchObject({ state: 'searching', tags: ['jazz'] });
  await client.ask({ t: 'meet.stop' });
  tell({ ...searching, tags: ['jazz'] }, 4);
  await comeBack();
  expect(client.state.state).toBe('idle');
});

test('a page that is left while its start is on its way lets nobody wait for it', async () => {
  const { client, socket } = setUp();
  let answer: () => void = () => undefined;
  const searching = { state: 'searching', since: 1, tags: [], widensAt: 2, past: null } as const;
  socket.answers['meet.start'] = () =>
    new Promise((resolve) => (answer = () => resolve({ state: { ...searching, tags: [] }, revision: 3 })));
  socket.answers['meet.stop'] = () => ({ state: { state: 'idle', past: null }, revision: 4 });
  const starting = client.ask({ t: 'meet.start', name: 'Alice', tags: [] });
  await settle();
  client.close();
  answer();
  await starting;
  expect(socket.sent.map(({ t }) => t)).toEqual(['meet.start', 'meet.stop']);
});
