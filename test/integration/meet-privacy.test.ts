import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test';
import { connectSocket, type SignedIn } from '../harness/client.ts';
import { type TestCoturn, startCoturn } from '../harness/coturn.ts';
import { startServer, type TestServer } from '../harness/server.ts';
import { meetingOf, newGuest } from '../harness/strangers.ts';

setDefaultTimeout(120_000);

const MATCHES = 100;

let server: TestServer;
let coturn: TestCoturn;

beforeAll(async () => {
  coturn = await startCoturn();
  const turn = { TURN_URLS: coturn.urlOf('udp'), TURN_SECRET: coturn.secret };
  server = await startServer({ env: { MEET: 'everyone', TRUSTED_PROXIES: '127.0.0.1', ...turn } });
});
afterAll(async () => {
  await server.close();
  await coturn.close();
});

let guests = 0;

/** Each from an address of their own: a server counts newcomers by address. */
async function guest(name: string): Promise<SignedIn> {
  guests += 1;
  const client = await newGuest(server, name, { 'x-forwarded-for': `10.2.0.${guests}` });
  await client.api.meet.stateAge.mutate();
  return client;
}

/** Addresses of one match alone, of every family and kind. */
function addressesOf(match: number) {
  return {
    host: `10.77.${match}.9`,
    mapped: `198.51.${match}.23`,
    six: `2001:db8:${match}::77`,
    local: `${crypto.randomUUID()}.local`,
  };
}

function sdpOf({ host, mapped, six, local }: ReturnType<typeof addressesOf>): string {
  return [
    'v=0',
    `o=- 1 2 IN IP4 ${host}`,
    's=-',
    't=0 0',
    'm=audio 50000 UDP/TLS/RTP/SAVPF 111',
    `c=IN IP6 ${six}`,
    `a=rtcp:50001 IN IP4 ${host}`,
    `a=candidate:1 1 udp 2122260223 ${host} 50000 typ host`,
    `a=candidate:2 1 udp 2122260222 ${six} 50000 typ host`,
    `a=candidate:3 1 udp 2122260221 ${local} 50000 typ host`,
    `a=candidate:4 1 udp 1686052607 ${mapped} 50000 typ srflx raddr ${host} rport 50000`,
    `a=candidate:5 1 udp 41885439 203.0.113.5 49170 typ relay raddr ${mapped} rport 50000`,
    '',
  ].join('\r\n');
}

test('over the relay a hundred strangers tell everything, and not one byte of where they are arrives', async () => {
  // Mallory's client is modified: it offers first, asks for candidates of every kind, and records all it gets.
  const mallory = await guest('Mallory');
  const atMallory = await connectSocket(mallory);
  const secrets: string[] = [];
  for (let match = 0; match < MATCHES; match++) {
    const victim = await guest('Victim');
    const atVictim = await connectSocket(victim);
    const addresses = addressesOf(match);
    secrets.push(victim.user.id, ...Object.values(addresses));
    await atMallory.request({ t: 'meet.start', name: 'Mallory' }).catch(() => undefined);
    await atVictim.request({ t: 'meet.start', name: 'Victim' });
    const [{ callId }] = await Promise.all([
      meetingOf({ socket: atMallory }),
      meetingOf({ socket: atVictim }),
    ]);
    const mine = await atMallory.request({ t: 'call.join', callId, streams: [] });
    const theirs = await atVictim.request({ t: 'call.join', callId, streams: [] });
    const frame = { t: 'call.signal', callId, epoch: theirs.call.topology.meshEpoch } as const;
    const toMallory = { participantId: theirs.participantId, to: mine.participantId };
    const description = { type: 'offer', sdp: sdpOf(addresses) } as const;
    await atVictim.request({ ...frame, ...toMallory, signal: { instance: 'v', description } });
    for (const line of description.sdp.split('\r\n').filter((one) => one.startsWith('a=candidate'))) {
      const candidate = { candidate: line.slice(2), sdpMid: '0' };
      await atVictim.request({ ...frame, ...toMallory, signal: { instance: 'v', candidate } });
    }
    await atMallory.next('call.signal', ({ signal }) => signal.candidate?.candidate !== undefined);
    await atVictim.request({ t: 'meet.stop' });
    atVictim.close();
  }
  const recorded = JSON.stringify(atMallory.received);
  expect(secrets.filter((secret) => recorded.includes(secret))).toEqual([]);
  // What may pass did: the test would notice a server that passes nothing.
  expect(recorded.split('203.0.113.5').length - 1).toBeGreaterThanOrEqual(MATCHES);
  atMallory.close();
});
