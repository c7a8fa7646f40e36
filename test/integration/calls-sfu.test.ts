import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test';
import type { Call, LiveCall } from '../../protocol/call.ts';
import { PROTOCOL_VERSION } from '../../protocol/version.ts';
import { consumeOf, voiceOf } from '../../server/sfu/sfu-contract.ts';
import {
  freeMediaPort,
  idsOf,
  joinCall,
  leaveCall,
  openCallDesk,
  startCall,
  when,
} from '../harness/calls.ts';
import type { SignedIn, TestSocket } from '../harness/client.ts';
import type { TestServer } from '../harness/server.ts';

setDefaultTimeout(30_000);

let server: TestServer;
let bob: SignedIn;
let atAlice: TestSocket;
let atBob: TestSocket;
let atCarol: TestSocket;
let watercooler: string;

beforeAll(async () => {
  const env = { MEDIA_WORKERS: '1', MEDIA_PORT: await freeMediaPort(), ANNOUNCED_ADDRESS: '127.0.0.1' };
  ({ server, bob, atAlice, atBob, atCarol, watercooler } = await openCallDesk(env));
});
afterAll(() => server.close());

/** Alice, Bob and Carol in the Watercooler, on the SFU by everyone's word. */
async function gatherOnSfu() {
  const one = await startCall(atAlice, watercooler);
  const two = await joinCall(atBob, one.call.id);
  const three = await joinCall(atCarol, one.call.id);
  const callId = one.call.id;
  const { switching } = (await when(atAlice, callId, (now) => switchOf(now) === 'sfu')) as LiveCall;
  const epoch = switching?.epoch ?? 0;
  const places = [
    { socket: atAlice, participantId: one.participantId },
    { socket: atBob, participantId: two.participantId },
    { socket: atCarol, participantId: three.participantId },
  ] as const;
  const replies = [];
  for (const { socket, participantId } of places) {
    replies.push(await socket.request({ t: 'sfu.join', callId, participantId, epoch }));
    await socket.request({ t: 'call.ready', callId, participantId, epoch });
  }
  await when(atAlice, callId, (now) => now.state === 'active' && now.topology.kind === 'sfu');
  return { callId, places, replies, epoch };
}

test('the third moves the call to the SFU; streams are told, consumed, and gone with their sender', async () => {
  const { callId, places, replies } = await gatherOnSfu();
  const [{ participantId: a }, { participantId: b }, { participantId: c }] = places;
  const voice = voiceOf(callId, a, replies[0]?.send.id ?? '');
  const { producerId } = await atAlice.request(voice);
  const told = await atBob.next('sfu.streams', ({ streams }) => streams.length === 1);
  expect(told.streams).toMatchObject([{ streamId: voice.streamId, participantId: a, producerId }]);
  const consumer = await atBob.request(consumeOf(callId, b, voice.streamId));
  expect(consumer).toMatchObject({ producerId, kind: 'audio' });
  await expect(atCarol.request({ ...voice, participantId: c })).rejects.toMatchObject({ code: 'conflict' });
  await expect(atCarol.request({ ...voice, participantId: a })).rejects.toMatchObject({ code: 'not_found' });
  await leaveCall(atAlice, callId, a);
  expect((await atBob.next('sfu.streams', ({ streams }) => streams.length === 0)).streams).toEqual([]);
  const back = (await when(atBob, callId, (now) => switchOf(now) === 'mesh')) as LiveCall;
  const epoch = back.switching?.epoch ?? 0;
  await atBob.request({ t: 'call.ready', callId, participantId: b, epoch });
  await atCarol.request({ t: 'call.ready', callId, participantId: c, epoch });
  const mesh = await when(atBob, callId, (now) => now.state === 'active' && now.topology.kind === 'mesh');
  expect((mesh as LiveCall).topology).toEqual({ kind: 'mesh', epoch, meshEpoch: epoch });
  await leaveCall(atBob, callId, b);
  await leaveCall(atCarol, callId, c);
});

test('the media worker is killed: everyone hears of it and joins again, at once', async () => {
  const { callId, places, epoch } = await gatherOnSfu();
  const worker = Bun.spawnSync(['pgrep', '-P', String(server.pid), 'mediasoup'])
    .stdout.toString()
    .trim();
  process.kill(Number(worker), 'SIGKILL');
  for (const { socket } of places) await socket.next('sfu.lost', (lost) => lost.callId === callId);
  await atAlice.next('session.media', ({ media }) => media.state === 'ready');
  for (const { socket, participantId } of places) {
    const reply = await socket.request({ t: 'sfu.join', callId, participantId, epoch });
    await socket.request(voiceOf(callId, participantId, reply.send.id));
  }
  await atAlice.next('sfu.streams', ({ streams }) => streams.length === 2);
  for (const { socket, participantId } of places) await leaveCall(socket, callId, participantId);
});

test('a device whose network vanishes is out of the call 15 seconds later', async () => {
  const { call, participantId } = await startCall(atAlice, watercooler);
  const frames = [
    { t: 'session.hello', version: PROTOCOL_VERSION, deviceId: crypto.randomUUID() },
    { t: 'call.join', callId: call.id, streams: [] },
  ];
  const phone = Bun.spawn(['bun', '-e', PHONE, atBob.ws.url, bob.cookie(), bob.url, JSON.stringify(frames)]);
  await when(atAlice, call.id, (now) => idsOf(now).length === 2);
  await Bun.sleep(6_000);
  phone.kill('SIGSTOP');
  const stoppedAt = performance.now();
  const isAway = (now: Call) => now.state === 'active' && now.participants.some((one) => !one.connected);
  await patiently(() => when(atAlice, call.id, isAway));
  const after = await patiently(() => when(atAlice, call.id, (now) => idsOf(now).length === 1));
  const seconds = (performance.now() - stoppedAt) / 1000;
  phone.kill('SIGKILL');
  expect(idsOf(after)).toEqual([participantId]);
  // It spoke for the last time up to four seconds before it was stopped; not before then, and not much later.
  expect(seconds).toBeGreaterThan(9);
  expect(seconds).toBeLessThan(19);
  await leaveCall(atAlice, call.id, participantId);
}, 60_000);

/** A device in a process of its own, which can be stopped: says its frames, and then only answers probes. */
const PHONE = `
  const [address, cookie, origin, frames] = process.argv.slice(-4);
  const socket = new WebSocket(address, { headers: { cookie, origin } });
  const [hello, join] = JSON.parse(frames);
  socket.onopen = () => socket.send(JSON.stringify({ up: hello }));
  socket.onmessage = ({ data }) => {
    if (JSON.parse(data).t === 'session.welcome') socket.send(JSON.stringify({ id: 1, up: join }));
  };
`;

/** A socket waits 5 seconds for a frame; some take longer by design. */
async function patiently<T>(wait: () => Promise<T>): Promise<T> {
  for (let turn = 0; turn < 4; turn++) {
    try {
      return await wait();
    } catch {
      // Not yet.
    }
  }
  return wait();
}

function switchOf(call: Call): string | null {
  return call.state === 'ended' ? null : (call.switching?.to ?? null);
}
