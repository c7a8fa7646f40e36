import { expect, test } from 'bun:test';
import type { IceCandidate } from 'mediasoup/types';
import { listenInfosOf, planListening, withAliases } from './addresses.ts';

const OWN = ['192.168.1.5', 'fd00::5'];

test('with nothing announced, loopback and the own IPv4 addresses are bound', () => {
  expect(planListening([], OWN).binds).toEqual([
    { ip: '127.0.0.1', announced: '127.0.0.1' },
    { ip: '192.168.1.5', announced: '192.168.1.5' },
  ]);
});

test('an own address is bound as it is, one behind NAT leads to an own one of its family', () => {
  const { binds, aliases } = planListening(['192.168.1.5', '203.0.113.9', '2001:db8::9'], OWN);
  expect(binds).toEqual([
    { ip: '192.168.1.5', announced: '192.168.1.5' },
    { ip: 'fd00::5', announced: '2001:db8::9' },
  ]);
  expect(aliases.get('192.168.1.5')).toEqual(['203.0.113.9']);
});

test('each address has UDP and TCP on the port of its worker', () => {
  const infos = listenInfosOf(planListening(['203.0.113.9'], OWN), 40_001);
  expect(infos).toEqual([
    { protocol: 'udp', ip: '192.168.1.5', announcedAddress: '203.0.113.9', port: 40_001 },
    { protocol: 'tcp', ip: '192.168.1.5', announcedAddress: '203.0.113.9', port: 40_001 },
  ]);
});

test('an alias becomes a candidate beside its own', () => {
  const candidate: IceCandidate = {
    foundation: 'udp1',
    priority: 100,
    ip: '192.168.1.5',
    address: '192.168.1.5',
    protocol: 'udp',
    port: 40_000,
    type: 'host',
  };
  const plan = planListening(['192.168.1.5', '203.0.113.9'], OWN);
  expect(withAliases([candidate], plan)).toMatchObject([
    { address: '192.168.1.5', port: 40_000, priority: 100 },
    { address: '203.0.113.9', ip: '203.0.113.9', port: 40_000, priority: 99 },
  ]);
});
