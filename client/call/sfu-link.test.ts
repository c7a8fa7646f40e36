import { expect, test } from 'bun:test';
import { conflict, unavailable } from '../../protocol/errors.ts';
import { FakeClock, settle } from '../fake-clock.ts';
import { FakeRoom } from './fake-room.ts';
import { ALICE, BOB, streamsOf } from './link-contract.ts';
import type { LinkEvent } from './media-link.ts';
import { SfuLink } from './sfu-link.ts';

test('the link through the SFU produces what is muted paused, and starts it when it is not', async () => {
  const { room, alice, pass } = makeRoom();
  const muted = streamsOf(ALICE, ['microphone']).map((stream) => ({ ...stream, active: false }));
  alice.publish(muted);
  await pass(500);
  expect(room.produced.get("alice's microphone")?.paused).toBe(true);
  alice.publish(streamsOf(ALICE, ['microphone']));
  await pass(500);
  expect(room.produced.get("alice's microphone")?.paused).toBe(false);
  expect(room.asked.filter((type) => type === 'sfu.produce')).toHaveLength(1);
});

test('the link through the SFU keeps the producer of a camera that goes off and on', async () => {
  const { room, alice, pass } = makeRoom();
  alice.publish(streamsOf(ALICE, ['camera']));
  await pass(500);
  const { producerId } = room.produced.get("alice's camera") ?? {};
  alice.publish(streamsOf(ALICE, []));
  await pass(500);
  expect(room.produced.get("alice's camera")?.paused).toBe(true);
  alice.publish(streamsOf(ALICE, ['camera']));
  await pass(500);
  expect(room.produced.get("alice's camera")).toMatchObject({ producerId, paused: false });
});

test('the link through the SFU sends the smallest layer of a camera as long as it is told to, and then all of them', async () => {
  const { room, alice, pass } = makeRoom();
  alice.setBaseLayerOnly(true);
  alice.publish(streamsOf(ALICE, ['camera', 'microphone']));
  await pass(500);
  const camera = room.producers.get("alice's camera");
  expect(camera?.rtpParameters.encodings?.map(({ active }) => active)).toEqual([true, false]);
  alice.setBaseLayerOnly(false);
  await pass(500);
  expect(camera?.maxSpatialLayer).toBe(1);
  alice.setBaseLayerOnly(true);
  await pass(500);
  expect(camera?.maxSpatialLayer).toBe(0);
  expect(room.asked.filter((type) => type === 'sfu.produce')).toHaveLength(2);
});

test('the link through the SFU keeps to the smallest layer in a place that it takes anew', async () => {
  const { room, alice, pass } = makeRoom();
  alice.publish(streamsOf(ALICE, ['camera']));
  await pass(500);
  alice.setBaseLayerOnly(true);
  room.leave(ALICE);
  alice.receive({ t: 'sfu.lost', callId: 'call', reason: 'The media server restarted.' });
  await pass(500);
  const { encodings } = room.producers.get("alice's camera")?.rtpParameters ?? {};
  expect(encodings?.map(({ active }) => active)).toEqual([true, false]);
});

test('the link through the SFU starts consumers once they are there, and pauses those of hidden videos', async () => {
  const { room, alice, bob, pass } = makeRoom();
  bob.publish(streamsOf(BOB, ['camera', 'microphone']));
  await pass(500);
  expect(room.consumers.get("bob's camera")).toEqual({ paused: false, spatialLayer: 2 });
  alice.setVisible("bob's camera", 'small');
  alice.setVisible("bob's microphone", 'hidden');
  await pass(500);
  expect(room.consumers.get("bob's camera")).toEqual({ paused: false, spatialLayer: 0 });
  expect(room.consumers.get("bob's microphone")?.paused).toBe(false);
  alice.setVisible("bob's camera", 'hidden');
  await pass(500);
  expect(room.consumers.get("bob's camera")?.paused).toBe(true);
});

test('the link through the SFU drops carriers of streams that are gone, and consumes one that is produced anew', async () => {
  const { room, alice, bob, pass } = makeRoom();
  bob.publish(streamsOf(BOB, ['camera']));
  await pass(500);
  const [first] = alice.carriers;
  room.leave(BOB);
  expect(alice.carriers).toEqual([]);
  room.produced.set("bob's camera", {
    streamId: "bob's camera",
    participantId: BOB,
    producerId: 'another',
    kind: 'video',
    paused: false,
  });
  room.tell();
  await pass(500);
  expect(alice.carriers).toHaveLength(1);
  expect(alice.carriers[0]?.key).not.toBe(first?.key);
});

test('the link through the SFU takes its place again when it was lost, with the same streams', async () => {
  const { room, alice, bob, pass, heard } = makeRoom();
  alice.publish(streamsOf(ALICE, ['camera']));
  bob.publish(streamsOf(BOB, ['camera']));
  await pass(500);
  room.leave(ALICE);
  alice.receive({ t: 'sfu.lost', callId: 'call', reason: 'The media server restarted.' });
  expect(alice.isUp()).toBe(false);
  await pass(500);
  expect(alice.isUp()).toBe(true);
  expect([...room.produced.keys()].toSorted()).toEqual(["alice's camera", "bob's camera"]);
  expect(alice.carriers.map(({ streamId }) => streamId)).toEqual(["bob's camera"]);
  expect(heard.filter(({ type }) => type === 'failed')).toEqual([]);
});

test('the link through the SFU asks again while the media server is away, and gives up after eight seconds', async () => {
  const { room, alice, pass, heard } = makeRoom();
  room.refuse = () => unavailable('The media server is being replaced.');
  alice.receive({ t: 'sfu.lost', callId: 'call', reason: 'The media server restarted.' });
  await pass(5_000);
  expect(heard.filter(({ type }) => type === 'failed')).toEqual([]);
  room.refuse = null;
  await pass(1_000);
  expect(alice.isUp()).toBe(true);
  room.refuse = () => unavailable('The media server is being replaced.');
  alice.receive({ t: 'sfu.lost', callId: 'call', reason: 'The media server restarted.' });
  await pass(9_000);
  expect(heard.at(-1)).toEqual({ type: 'failed', reason: 'The media server is being replaced.' });
});

test('the link through the SFU gives up at once where it is refused', async () => {
  const room = new FakeRoom();
  room.refuse = () => conflict('This epoch is over.');
  const { heard, pass } = makeRoom(room);
  await pass(100);
  expect(heard).toEqual([{ type: 'failed', reason: 'This epoch is over.' }]);
});

test('the link through the SFU gives up when no connection comes up in time', async () => {
  const room = new FakeRoom();
  room.connects = false;
  const { alice, heard, pass } = makeRoom(room);
  alice.publish(streamsOf(ALICE, ['microphone']));
  await pass(7_000);
  expect(alice.isUp()).toBe(false);
  expect(heard.filter(({ type }) => type === 'failed')).toEqual([]);
  await pass(3_000);
  expect(heard.at(-1)?.type).toBe('failed');
});

test('the link through the SFU sends a stream whose request was lost with the socket', async () => {
  const { room, alice, pass } = makeRoom();
  await pass(100);
  room.refuse = (type) =>
    type === 'sfu.produce' ? unavailable('There is no connection to the server.') : null;
  alice.publish(streamsOf(ALICE, ['microphone']));
  await pass(500);
  expect(room.produced.size).toBe(0);
  room.refuse = null;
  await pass(2_000);
  expect([...room.produced.keys()]).toEqual(["alice's microphone"]);
});

test('the link through the SFU does not ask forever for places that are refused what they send', async () => {
  const { room, alice, pass, heard } = makeRoom();
  await pass(100);
  room.refuse = (type) => (type === 'sfu.produce' ? conflict('Too many streams are sent already.') : null);
  alice.publish(streamsOf(ALICE, ['microphone']));
  await pass(60_000);
  expect(heard.at(-1)).toEqual({ type: 'failed', reason: 'Too many streams are sent already.' });
  expect(room.asked.filter((type) => type === 'sfu.join').length).toBeLessThan(4);
});

test('the link through the SFU leaves the room when it closes', async () => {
  const { room, alice, pass } = makeRoom();
  alice.publish(streamsOf(ALICE, ['microphone']));
  await pass(500);
  alice.close();
  await pass(100);
  expect(room.produced.size).toBe(0);
});

function makeRoom(room = new FakeRoom()) {
  const clock = new FakeClock();
  const heard: LinkEvent[] = [];
  const make = (me: string) => {
    const link = new SfuLink({
      epoch: 1,
      request: room.requestOf(me),
      loadDevice: () => room.loadDevice(),
      clock,
      iceServers: () => [],
      reachable: true,
    });
    room.links.set(me, link);
    return link;
  };
  const alice = make(ALICE);
  alice.onEvent((event) => heard.push(event));
  const pass = async (ms: number) => {
    for (let left = ms; left > 0; left -= 100) {
      await clock.pass(Math.min(left, 100));
      await settle();
    }
  };
  return { room, alice, bob: make(BOB), pass, heard };
}
