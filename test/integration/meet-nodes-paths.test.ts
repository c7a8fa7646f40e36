import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test';
import type { Meeting } from '../../protocol/meet.ts';
import { consumeOf, voiceOf } from '../../server/sfu/sfu-contract.ts';
import { addressesOf, signalsOf } from '../harness/addresses.ts';
import { freeMediaPort } from '../harness/calls.ts';
import { startCoturn } from '../harness/coturn.ts';
import { makeTestRedis, type TestRedis } from '../harness/redis.ts';
import { startServer, type TestServer } from '../harness/server.ts';
import { comeIn, newGuest, pair, refusal, type Stranger } from '../harness/strangers.ts';

setDefaultTimeout(60_000);

/** Two processes on one database and one Redis, of which each tells another address of its own. */
const [AT_FIRST, AT_SECOND] = ['203.0.113.5', '203.0.113.6'];
const ENV = { MEET: 'everyone', TRUSTED_PROXIES: '127.0.0.1' };

let redis: TestRedis;
let coturn: Awaited<ReturnType<typeof startCoturn>>;
beforeAll(async () => {
  [redis, coturn] = await Promise.all([makeTestRedis(), startCoturn()]);
});
afterAll(async () => {
  await redis.close();
  await coturn.close();
});

interface Side extends Stranger {
  /** What nobody else may learn of them. */
  readonly secrets: readonly string[];
  readonly addresses: ReturnType<typeof addressesOf>;
}

type Work = (servers: readonly [TestServer, TestServer]) => Promise<void>;

async function withTwo(
  envs: readonly [Record<string, string>, Record<string, string>],
  work: Work,
): Promise<void> {
  const shared = { ...ENV, REDIS_URL: redis.url };
  const first = await startServer({ env: { ...shared, ...envs[0] } });
  try {
    const second = await startServer({ env: { ...shared, ...envs[1] }, databaseUrl: first.databaseUrl });
    await work([first, second]).finally(() => second.close());
  } finally {
    await first.close();
  }
}

let guests = 0;
/** Their account is known everywhere; their socket is at this process. */
async function side([first]: readonly [TestServer, TestServer], at: TestServer): Promise<Side> {
  guests += 1;
  const from = `10.3.0.${guests}`;
  const addresses = addressesOf(guests);
  const client = await newGuest(first, `Guest ${guests}`, { 'x-forwarded-for': from });
  const stranger = await comeIn({ ...client, url: at.url });
  return { ...stranger, addresses, secrets: [client.user.id, from, ...Object.values(addresses)] };
}

/** Both ways round: the home of a meeting is the process that the second of the two came in at. */
async function meetBothWays(
  servers: readonly [TestServer, TestServer],
  act: (meeting: Meeting, sides: readonly [Side, Side], home: 0 | 1) => Promise<void>,
): Promise<void> {
  for (const home of [0, 1] as const) {
    const far = await side(servers, servers[1 - home] ?? servers[0]);
    const near = await side(servers, servers[home]);
    const [meeting] = await pair(far, near, `round ${home}`);
    await act(meeting, [far, near], home);
    for (const [mine, other] of [
      [far, near],
      [near, far],
    ] as const) {
      const recorded = JSON.stringify(mine.socket.received);
      expect(other.secrets.filter((secret) => recorded.includes(secret))).toEqual([]);
    }
    await far.socket.request({ t: 'meet.stop' });
    for (const { socket } of [far, near]) socket.close();
  }
}

test('over the relay two strangers at two processes tell everything, and neither gets an address of the other', () => {
  const turn = { TURN_URLS: coturn.urlOf('udp'), TURN_SECRET: coturn.secret };
  return withTwo([turn, turn], (servers) =>
    meetBothWays(servers, async ({ callId, path }, [far, near]) => {
      expect(path).toBe('relay');
      const atFar = await far.socket.request({ t: 'call.join', callId, streams: [] });
      const atNear = await near.socket.request({ t: 'call.join', callId, streams: [] });
      const frame = { t: 'call.signal', callId, epoch: atNear.call.topology.meshEpoch } as const;
      const ways = [
        { from: far, to: near, participantId: atFar.participantId, other: atNear.participantId },
        { from: near, to: far, participantId: atNear.participantId, other: atFar.participantId },
      ];
      for (const { from, to, participantId, other } of ways) {
        for (const signal of signalsOf(from.addresses))
          await from.socket.request({ ...frame, participantId, to: other, signal });
        // What may pass does: the address of the relay.
        const { signal } = await to.socket.next('call.signal', (told) =>
          Boolean(told.signal.candidate?.candidate),
        );
        expect(signal.candidate?.candidate).toContain('203.0.113.5 49170 typ relay raddr 0.0.0.0');
      }
    }),
  );
});

test('over the server two strangers at two processes hear each other by the media of the home, and pass no signal', async () => {
  const media = async (address: string) => ({
    ...{
      MEET_PATH: 'sfu',
      MEDIA_WORKERS: '1',
      MEDIA_PORT: await freeMediaPort(),
      ANNOUNCED_ADDRESS: address,
    },
  });
  const envs = [await media(AT_FIRST), await media(AT_SECOND)] as const;
  await withTwo(envs, (servers) =>
    meetBothWays(servers, async ({ callId, path }, [far, near], home) => {
      expect(path).toBe('sfu');
      const streams = () => [{ id: crypto.randomUUID(), source: 'microphone', active: true } as const];
      const [[ofFar], [ofNear]] = [streams(), streams()];
      if (!ofFar || !ofNear) throw new Error('each has a stream');
      const atFar = await far.socket.request({ t: 'call.join', callId, streams: [ofFar] });
      const atNear = await near.socket.request({ t: 'call.join', callId, streams: [ofNear] });
      const { epoch } = atNear.call.topology;
      const ways = [
        {
          who: far,
          participantId: atFar.participantId,
          to: atNear.participantId,
          mine: ofFar,
          theirs: ofNear,
        },
        {
          who: near,
          participantId: atNear.participantId,
          to: atFar.participantId,
          mine: ofNear,
          theirs: ofFar,
        },
      ];
      for (const { who, participantId, to, mine } of ways) {
        for (const signal of signalsOf(who.addresses)) {
          const sent = who.socket.request({ t: 'call.signal', callId, epoch, participantId, to, signal });
          expect(await refusal(sent)).toMatch(/forbidden|conflict/);
        }
        const { send, receive } = await who.socket.request({ t: 'sfu.join', callId, participantId, epoch });
        for (const transport of [send, receive]) {
          const told = JSON.stringify(transport);
          expect(told).toContain(home === 0 ? AT_FIRST : AT_SECOND);
          expect(told).not.toContain(home === 0 ? AT_SECOND : AT_FIRST);
        }
        const voice = voiceOf(callId, participantId, send.id);
        await who.socket.request({ ...voice, streamId: mine.id });
      }
      for (const { who, participantId, theirs } of ways)
        await who.socket.request(consumeOf(callId, participantId, theirs.id));
    }),
  );
});
