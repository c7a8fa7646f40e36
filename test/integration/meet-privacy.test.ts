import { expect, setDefaultTimeout, test } from 'bun:test';
import { consumeOf, voiceOf } from '../../server/sfu/sfu-contract.ts';
import { addressesOf, signalsOf } from '../harness/addresses.ts';
import { freeMediaPort } from '../harness/calls.ts';
import { connectSocket, type SignedIn, type TestSocket } from '../harness/client.ts';
import { startCoturn } from '../harness/coturn.ts';
import { startServer, type TestServer } from '../harness/server.ts';
import { meetingOf, newGuest, refusal } from '../harness/strangers.ts';

setDefaultTimeout(120_000);

const MATCHES = 100;

let guests = 0;

/** Each from an address of their own: a server counts newcomers by address. */
async function guest(server: TestServer, name: string): Promise<SignedIn> {
  guests += 1;
  const client = await newGuest(server, name, { 'x-forwarded-for': `10.2.0.${guests}` });
  await client.api.meet.stateAge.mutate();
  return client;
}

interface Match {
  readonly callId: string;
  readonly atMallory: TestSocket;
  readonly atVictim: TestSocket;
  readonly addresses: ReturnType<typeof addressesOf>;
}

/** What Mallory got in a hundred matches, and which of the victims' secrets are in it. */
async function recordMatches(server: TestServer, act: (match: Match) => Promise<void>) {
  const atMallory = await connectSocket(await guest(server, 'Mallory'));
  const secrets: string[] = [];
  for (let match = 0; match < MATCHES; match++) {
    const victim = await guest(server, 'Victim');
    const atVictim = await connectSocket(victim);
    const addresses = addressesOf(match);
    secrets.push(victim.user.id, `10.2.0.${guests}`, ...Object.values(addresses));
    await atMallory.request({ t: 'meet.start', name: 'Mallory' }).catch(() => undefined);
    await atVictim.request({ t: 'meet.start', name: 'Victim' });
    const [{ callId }] = await Promise.all([
      meetingOf({ socket: atMallory }),
      meetingOf({ socket: atVictim }),
    ]);
    await act({ callId, atMallory, atVictim, addresses });
    await atVictim.request({ t: 'meet.stop' });
    atVictim.close();
  }
  const recorded = JSON.stringify(atMallory.received);
  atMallory.close();
  return { recorded, secrets };
}

const ENV = { MEET: 'everyone', TRUSTED_PROXIES: '127.0.0.1' };

test('over the relay a hundred strangers tell everything, and not one byte of where they are arrives', async () => {
  const coturn = await startCoturn();
  const turn = { TURN_URLS: coturn.urlOf('udp'), TURN_SECRET: coturn.secret };
  const server = await startServer({ env: { ...ENV, ...turn } });
  try {
    // Mallory's client is modified: it offers first, asks for candidates of every kind, and records all it gets.
    const { recorded, secrets } = await recordMatches(
      server,
      async ({ callId, atMallory, atVictim, addresses }) => {
        const mine = await atMallory.request({ t: 'call.join', callId, streams: [] });
        const theirs = await atVictim.request({ t: 'call.join', callId, streams: [] });
        const frame = { t: 'call.signal', callId, epoch: theirs.call.topology.meshEpoch } as const;
        const toMallory = { participantId: theirs.participantId, to: mine.participantId };
        for (const signal of signalsOf(addresses)) await atVictim.request({ ...frame, ...toMallory, signal });
        await atMallory.next('call.signal', ({ signal }) => signal.candidate?.candidate !== undefined);
      },
    );
    expect(secrets.filter((secret) => recorded.includes(secret))).toEqual([]);
    // What may pass did: the test would notice a server that passes nothing.
    expect(recorded.split('203.0.113.5').length - 1).toBeGreaterThanOrEqual(MATCHES);
  } finally {
    await server.close();
    await coturn.close();
  }
});

test('over the server a hundred strangers send their sound, and no signal of theirs is passed on at all', async () => {
  const media = { MEET_PATH: 'sfu', MEDIA_WORKERS: '1', MEDIA_PORT: await freeMediaPort() };
  const server = await startServer({ env: { ...ENV, ...media, ANNOUNCED_ADDRESS: '203.0.113.5' } });
  try {
    let heard = 0;
    const { recorded, secrets } = await recordMatches(
      server,
      async ({ callId, atMallory, atVictim, addresses }) => {
        const stream = { id: crypto.randomUUID(), source: 'microphone', active: true } as const;
        const mine = await atMallory.request({ t: 'call.join', callId, streams: [] });
        const theirs = await atVictim.request({ t: 'call.join', callId, streams: [stream] });
        const { epoch } = theirs.call.topology;
        const frame = { t: 'call.signal', callId, epoch } as const;
        const ways = [
          { socket: atVictim, participantId: theirs.participantId, to: mine.participantId },
          { socket: atMallory, participantId: mine.participantId, to: theirs.participantId },
        ];
        for (const { socket, ...way } of ways)
          for (const signal of signalsOf(addresses))
            expect(await refusal(socket.request({ ...frame, ...way, signal }))).toMatch(/forbidden|conflict/);
        await atMallory.request({ t: 'sfu.join', callId, participantId: mine.participantId, epoch });
        const inRoom = { callId, participantId: theirs.participantId };
        const { send } = await atVictim.request({ t: 'sfu.join', ...inRoom, epoch });
        const voice = voiceOf(callId, theirs.participantId, send.id);
        await atVictim.request({ ...voice, streamId: stream.id });
        await atMallory.request(consumeOf(callId, mine.participantId, stream.id));
        heard += 1;
      },
    );
    expect(secrets.filter((secret) => recorded.includes(secret))).toEqual([]);
    expect(heard).toBe(MATCHES);
    expect(recorded).toContain('203.0.113.5');
  } finally {
    await server.close();
  }
});
