import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test';
import { networkInterfaces } from 'node:os';
import type { IceServer } from '../../protocol/call.ts';
import { iceServersFor, TURN_TTL_MS } from '../../server/calls/ice.ts';
import { type CallDesk, joinCall, leaveCall, openCallDesk, startCall } from '../harness/calls.ts';
import { startCoturn, type TestCoturn } from '../harness/coturn.ts';
import { TurnClient, type TurnUser } from '../harness/turn-client.ts';

setDefaultTimeout(30_000);

let coturn: TestCoturn;
let desk: CallDesk;
beforeAll(async () => {
  coturn = await startCoturn();
  desk = await openCallDesk({ TURN_URLS: coturn.urls, TURN_SECRET: coturn.secret });
});
afterAll(async () => {
  await desk.server.close();
  await coturn.close();
});

const hasIPv6 = Object.values(networkInterfaces()).some((addresses) =>
  addresses?.some(({ address }) => address === '::1'),
);

async function withClient<T>(user: TurnUser, use: (client: TurnClient) => Promise<T>): Promise<T> {
  const client = new TurnClient(coturn, user);
  try {
    return await use(client);
  } finally {
    client.close();
  }
}

const allocate = (user: TurnUser) => withClient(user, (client) => client.allocate());

/** As the page would hand it to the browser. */
function turnOf(iceServers: readonly IceServer[]): TurnUser & { urls: readonly string[] } {
  const found = iceServers.find(({ urls }) => urls.every((url) => url.startsWith('turn:')));
  if (found?.username === undefined || found.credential === undefined)
    throw new Error('There is no TURN server.');
  return { urls: found.urls, username: found.username, credential: found.credential };
}

function makeUser(secret: string, now: number): TurnUser {
  const ice = { stunUrls: [], turnUrls: coturn.urls.split(','), turnSecret: secret };
  return turnOf(iceServersFor(desk.alice.user.id, ice, now));
}

test('coturn takes the credentials that come with a call and those that are asked for later', async () => {
  const { atAlice, atBob, direct } = desk;
  const started = await startCall(atAlice, direct);
  const joined = await joinCall(atBob, started.call.id);
  const later = await atAlice.request({ t: 'call.ice' });
  const users = [started, joined, later].map(({ iceServers }) => turnOf(iceServers));
  for (const user of users) expect(await allocate(user)).toBe(200);
  expect(users[0]?.urls).toEqual(coturn.urls.split(','));
  expect(users[0]?.username).toEndWith(`:${desk.alice.user.id}`);
  expect(users[1]?.username).toEndWith(`:${desk.bob.user.id}`);
  await leaveCall(atAlice, started.call.id, started.participantId);
});

test('coturn refuses credentials of another secret, of another name and such as have run out', async () => {
  const good = makeUser(coturn.secret, Date.now());
  expect(await allocate(good)).toBe(200);
  expect(await allocate(makeUser('another secret', Date.now()))).toBe(401);
  expect(await allocate({ ...good, username: `${good.username}x` })).toBe(401);
  expect(await allocate(makeUser(coturn.secret, Date.now() - TURN_TTL_MS - 60_000))).toBe(401);
});

test('coturn understands every line of the configuration that Parley ships', () => {
  expect(coturn.output()).not.toMatch(/Bad configuration|Wrong address|error resolving/i);
});

test('the relay reaches strangers, and neither the host nor the networks behind it', async () => {
  await withClient(makeUser(coturn.secret, Date.now()), async (client) => {
    expect(await client.allocate()).toBe(200);
    expect(await client.permit('9.9.9.9')).toBe(200);
    for (const address of PRIVATE_IPV4)
      expect([address, await client.permit(address)]).toEqual([address, 403]);
  });
});

test.skipIf(!hasIPv6)('no more so where the addresses are dressed as IPv6', async () => {
  await withClient(makeUser(coturn.secret, Date.now()), async (client) => {
    expect(await client.allocate('IPv6')).toBe(200);
    expect(await client.permit('2620:fe::9')).toBe(200);
    for (const address of PRIVATE_IPV6)
      expect([address, await client.permit(address)]).toEqual([address, 403]);
  });
});

const PRIVATE_IPV4 = [
  '0.0.0.0',
  '10.0.0.1',
  '100.64.0.1',
  '127.0.0.1',
  '127.255.255.254',
  '169.254.169.254',
  '172.16.0.1',
  '172.31.255.255',
  '192.168.1.1',
  '198.18.0.1',
  '224.0.0.1',
  '255.255.255.255',
];
const PRIVATE_IPV6 = [
  ...PRIVATE_IPV4.map((address) => `::ffff:${address}`),
  '::',
  '::1',
  '64:ff9b::10.0.0.1',
  '64:ff9b:1::10.0.0.1',
  '2002:a00:1::1',
  '2001:0:a00:1::1',
  'fd00::1',
  'fe80::1',
  'ff02::1',
];
