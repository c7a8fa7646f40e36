import { expect, test } from 'bun:test';
import { createNetworkList, parseNetwork } from '../networks.ts';
import { describeCaller, limitKey } from './caller.ts';

const proxies = createNetworkList([parseNetwork('10.0.0.0/8')].flatMap((network) => network ?? []));
const from = (address: string) => ({ requestIP: () => ({ address }) });
const request = (headers: Record<string, string>) => new Request('http://parley.test/', { headers });

test('forwarded headers of an unknown peer are not believed', () => {
  const caller = describeCaller(
    request({ 'x-forwarded-for': '203.0.113.9', 'x-forwarded-proto': 'https' }),
    from('198.51.100.7'),
    proxies,
  );
  expect(caller).toEqual({ address: '198.51.100.7', secure: false });
});

test('behind trusted proxies the client is the last address that is none of them', () => {
  const caller = describeCaller(
    request({ 'x-forwarded-for': '1.1.1.1, 203.0.113.9, 10.0.0.3', 'x-forwarded-proto': 'https' }),
    from('::ffff:10.0.0.2'),
    proxies,
  );
  expect(caller).toEqual({ address: '203.0.113.9', secure: true });
});

test('a network is an address, with or without the length of its prefix', () => {
  for (const wrong of ['caddy', '10.0.0.0/33', '10.0.0.0/', '10.0.0.0/8/8', 'fd00::/129', '']) {
    expect(parseNetwork(wrong)).toBeNull();
  }
  const list = createNetworkList(
    [parseNetwork('fd00::/8'), parseNetwork('192.0.2.1')].flatMap((n) => n ?? []),
  );
  const inside = ['fd12::1', '192.0.2.1', '192.0.2.2', 'fe00::1', 'nonsense'].map((one) =>
    list.includes(one),
  );
  expect(inside).toEqual([true, true, false, false, false]);
});

test('limits count an IPv6 customer by the /64 network', () => {
  const key = (address: string) => limitKey({ address, secure: false });
  expect(key('2001:db8:1:2:3:4:5:6')).toBe(key('2001:db8:1:2::9'));
  expect(key('2001:db8:1:2::1')).not.toBe(key('2001:db8:1:3::1'));
  expect(key('192.0.2.1')).toBe('192.0.2.1');
});
