import { expect, test } from 'bun:test';
import type { DirectPeer } from '../../protocol/direct.ts';
import { ParleyError } from '../../protocol/errors.ts';
import { FakeRtc } from '../call/fake-rtc.ts';
import type { Rtc } from '../call/rtc.ts';
import { FakeClock, settle } from '../fake-clock.ts';
import { FakeSocket } from '../socket/fake-socket.ts';
import { makeUuid } from '../uuid.ts';
import type { Channel } from './channels.ts';
import { DirectLine } from './direct-line.ts';

const bob: DirectPeer = { seat: makeUuid(), userId: makeUuid(), name: 'Bob', reachable: true };

function setUp(peer: DirectPeer | null = bob) {
  const socket = new FakeSocket({
    'direct.enter': () => ({ peer, iceServers: [] }),
    'direct.leave': () => ({}),
    'direct.signal': () => ({}),
  });
  const channels: Channel[] = [];
  const clock = new FakeClock();
  const fake = new FakeRtc();
  const rtc: Rtc = {
    mediaStream: () => fake.mediaStream(),
    peerConnection: () =>
      Object.assign(fake.peerConnection(), {
        createDataChannel() {
          const channel = { onopen: null, onclose: null, onmessage: null, send: () => {} };
          channels.push(channel as unknown as Channel);
          return channel;
        },
      }),
  };
  const heard: unknown[] = [];
  const events: string[] = [];
  const line = new DirectLine({
    ...{ socket, rtc, clock, room: 'den', seat: makeUuid() },
    onChange: () => {},
    onOpen: ({ talk }) => {
      events.push('open');
      talk.onmessage = ({ data }) => heard.push(data);
    },
    onClosed: () => events.push('closed'),
  });
  const open = (channel: Channel | undefined) => channel?.onopen?.(new Event('open'));
  return { socket, clock, channels, line, heard, events, open };
}

test('is open when both channels are, and loses nothing that came before', async () => {
  const { channels, heard, events, open } = setUp();
  await settle();
  const [talk, bytes] = channels;
  open(talk);
  talk?.onmessage?.(new MessageEvent('message', { data: 'early' }));
  expect([events, heard]).toEqual([[], []]);
  open(bytes);
  talk?.onmessage?.(new MessageEvent('message', { data: 'late' }));
  expect([events, heard]).toEqual([['open'], ['early', 'late']]);
});

test('stays open while the server knows nothing of the other, and makes a link anew for who comes back', async () => {
  const { socket, channels, line, events, open } = setUp();
  await settle();
  for (const channel of channels) open(channel);
  socket.receive({ t: 'direct.peer', room: 'den', peer: null });
  expect([events, line.peer?.name]).toEqual([['open'], 'Bob']);
  socket.receive({ t: 'direct.peer', room: 'den', peer: { ...bob, reachable: false } });
  channels[0]?.onclose?.(new Event('close'));
  expect(events).toEqual(['open', 'closed']);
  socket.receive({ t: 'direct.peer', room: 'another', peer: null });
  socket.receive({ t: 'direct.peer', room: 'den', peer: bob });
  await settle();
  expect(channels.length).toBeGreaterThan(2);
});

test('says why there is no seat, and takes one when there is', async () => {
  const { socket, line } = setUp(null);
  await settle();
  expect([line.isEntered, line.peer]).toEqual([true, null]);
  socket.answers['direct.enter'] = () => {
    throw new ParleyError('room_full', 'Two others are in this room.');
  };
  await line.enter();
  expect(line.refusal).toBe('room_full');
  socket.answers['direct.enter'] = () => ({ peer: bob, iceServers: [] });
  await line.enter();
  expect([line.refusal, line.peer?.name]).toEqual([null, 'Bob']);
  line.close();
  line.close();
  expect(socket.sent.filter(({ t }) => t === 'direct.leave')).toHaveLength(1);
});

test('asks again where the server has no seats for the moment', async () => {
  const { socket, clock, line } = setUp(null);
  await settle();
  socket.answers['direct.enter'] = () => {
    throw new ParleyError('unavailable', 'Rooms cannot be entered for the moment.');
  };
  await line.enter();
  socket.answers['direct.enter'] = () => ({ peer: bob, iceServers: [] });
  expect([line.refusal, line.peer]).toEqual([null, null]);
  clock.advance(3_000);
  await settle();
  expect(line.peer?.name).toBe('Bob');
  line.close();
});

test('who leaves before the server answered has no seat there when it did', async () => {
  const { socket, line } = setUp(null);
  await settle();
  const answer = Promise.withResolvers<{ peer: null; iceServers: [] }>();
  socket.answers['direct.enter'] = () => answer.promise;
  socket.become({ state: 'reconnecting', attempt: 1, nextTryAt: 0 });
  socket.become({ state: 'open' });
  void line.enter();
  let hasLeft = false;
  void line.close().then(() => {
    hasLeft = true;
  });
  await settle();
  const leaves = () => socket.sent.filter(({ t }) => t === 'direct.leave').length;
  expect([leaves(), hasLeft]).toEqual([0, false]);
  answer.resolve({ peer: null, iceServers: [] });
  await settle();
  expect([leaves(), hasLeft]).toEqual([1, true]);
});
