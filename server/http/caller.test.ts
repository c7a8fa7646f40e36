import { expect, test } from 'bun:test';
import { describeCaller, limitKey, parseTrustedProxies } from './caller.ts';

const from = (address: string) => ({ requestIP: () => ({ address }) });
const request = (headers: Record<string, string>) => new Request('http://parley.test/', { headers });

test('forwarded headers of an unknown peer are not believed', () => {
  const caller = describeCaller(
    request({ 'x-forwarded-for': '203.0.113.9', 'x-forwarded-proto': 'https' }),
    from('198.51.100.7'),
    parseTrustedProxies(['10.0.0.0/8']),
  );
  expect(caller).toEqual({ address: '198.51.100.7', secure: false });
});

test('behind trusted proxies the client is the last address that is none of them', () => {
  const caller = describeCaller(
    request({ 'x-forwarded-for': '1.1.1.1, 203.0.113.9, 10.0.0.3', 'x-forwarded-proto': 'https' }),
    from('::ffff:10.0.0.2'),
    parseTrustedProxies(['10.0.0.0/8']),
  );
  expect(caller).toEqual({ address: '203.0.113.9', secure: true });
});

test('a wrong entry among the trusted proxies is named', () => {
  expect(() => parseTrustedProxies(['10.0.0.0/33'])).toThrow('not "10.0.0.0/33"');
  expect(() => parseTrustedProxies(['caddy'])).toThrow('TRUSTED_PROXIES');
  expect(parseTrustedProxies(['fd00::/8']).includes('fd12::1')).toBe(true);
});

test('limits count an IPv6 customer by the /64 network', () => {
  const key = (address: string) => limitKey({ address, secure: false });
  expect(key('2001:db8:1:2:3:4:5:6')).toBe(key('2001:db8:1:2::9'));
  expect(key('2001:db8:1:2::1')).not.toBe(key('2001:db8:1:3::1'));
  expect(key('192.0.2.1')).toBe('192.0.2.1');
});
