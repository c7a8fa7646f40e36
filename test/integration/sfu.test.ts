import { afterEach, expect, test } from 'bun:test';
import { createSocket } from 'node:dgram';
import { systemClock } from '../../server/clock.ts';
import { createLogger } from '../../server/log.ts';
import { MediaSfu } from '../../server/sfu/media-sfu.ts';
import { consumeOf, makeInbox, testSfuContract, voiceOf } from '../../server/sfu/sfu-contract.ts';

const ALICE = '01890000-0000-7000-8000-00000000000a';
const BOB = '01890000-0000-7000-8000-00000000000b';
const open: MediaSfu[] = [];

function makeMediaSfu({ workers = 1, port = 0, announced = ['127.0.0.1'] } = {}): MediaSfu {
  const media = { port, workers, announcedAddresses: announced, meshLimit: 2 };
  const sfu = new MediaSfu({ media, clock: systemClock, log: createLogger('silent') });
  open.push(sfu);
  return sfu;
}

afterEach(async () => {
  for (const sfu of open.splice(0)) await sfu.close();
});

testSfuContract('mediasoup', async () => {
  const sfu = makeMediaSfu();
  await sfu.prepare();
  open.length = 0;
  expect(sfu.status()).toEqual({ state: 'ready' });
  return sfu;
});

test('candidates carry every announced address, over UDP and TCP', async () => {
  const sfu = makeMediaSfu({ announced: ['127.0.0.1', '203.0.113.9'] });
  await sfu.prepare();
  const { send } = await (await sfu.room('call')).join(ALICE, makeInbox());
  const told = send.iceCandidates.map(({ protocol, address }) => `${protocol} ${address}`);
  expect(told.toSorted()).toEqual(['tcp 127.0.0.1', 'tcp 203.0.113.9', 'udp 127.0.0.1', 'udp 203.0.113.9']);
});

test('a killed worker is replaced, its places are lost, and the room is rebuilt at the next join', async () => {
  const sfu = makeMediaSfu();
  await sfu.prepare();
  const statuses: string[] = [];
  sfu.onStatus(({ state }) => statuses.push(state));
  const [toAlice, toBob] = [makeInbox(), makeInbox()];
  const room = await sfu.room('call');
  const { send } = await room.join(ALICE, toAlice);
  await room.join(BOB, toBob);
  const voice = voiceOf('call', ALICE, send.id);
  await room.produce(ALICE, voice);
  const [pid = 0] = sfu.workerPids;
  process.kill(pid, 'SIGKILL');
  await until(() => toAlice.losses.length > 0 && toBob.losses.length > 0);
  expect(sfu.findRoom('call')).toBeNull();
  await until(() => sfu.status().state === 'ready');
  expect(statuses).toEqual(['preparing', 'ready']);
  expect(sfu.workerPids).not.toContain(pid);
  const again = await sfu.room('call');
  const { send: newSend } = await again.join(ALICE, toAlice);
  await again.join(BOB, toBob);
  await again.produce(ALICE, { ...voice, transportId: newSend.id });
  const consumer = await again.consume(BOB, consumeOf('call', BOB, voice.streamId));
  expect(consumer.kind).toBe('audio');
  expect(toAlice.losses).toHaveLength(1);
});

test('turned off, it says so', async () => {
  const sfu = makeMediaSfu({ workers: 0 });
  await sfu.prepare();
  expect(sfu.status()).toMatchObject({
    state: 'unavailable',
    reason: expect.stringContaining('MEDIA_WORKERS'),
  });
  await expect(sfu.room('call')).rejects.toMatchObject({ code: 'unavailable' });
});

test('a taken port is told in a sentence, and the SFU is ready soon after the port is free', async () => {
  const socket = createSocket('udp4');
  const port = await new Promise<number>((resolve) => {
    socket.bind(0, '127.0.0.1', () => resolve(socket.address().port));
  });
  const sfu = makeMediaSfu({ port });
  await sfu.prepare();
  expect(sfu.status()).toEqual({
    state: 'unavailable',
    reason: `Port ${port} (MEDIA_PORT) is taken by another program.`,
  });
  socket.close();
  await until(() => sfu.status().state === 'ready');
});

test('rooms are shared out among workers, and closing ends their processes', async () => {
  const sfu = makeMediaSfu({ workers: 2 });
  await sfu.prepare();
  const pids = sfu.workerPids;
  expect(pids).toHaveLength(2);
  const ports = new Set<unknown>();
  for (const name of ['one', 'two']) {
    const { send } = await (await sfu.room(name)).join(ALICE, makeInbox());
    ports.add(send.iceCandidates[0]?.port);
  }
  expect(ports.size).toBe(2);
  await sfu.close();
  await sfu.close();
  await until(() => pids.every((pid) => !isAlive(pid)));
});

test('nothing was carried while nobody sent', async () => {
  const sfu = makeMediaSfu();
  await sfu.prepare();
  const room = await sfu.room('call');
  await room.join(ALICE, makeInbox());
  expect(await sfu.bytesCarried()).toBe(0);
  room.close();
  expect(await sfu.bytesCarried()).toBe(0);
});

async function until(isSo: () => boolean): Promise<void> {
  const end = performance.now() + 15_000;
  while (!isSo()) {
    if (performance.now() > end) throw new Error('waited in vain');
    await Bun.sleep(10);
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
