import { expect, test } from 'bun:test';
import { isPublicEndpoint } from './endpoint.ts';

test.each([
  'https://fcm.googleapis.com/fcm/send/abc',
  'https://updates.push.services.mozilla.com/wpush/v2/abc',
  'https://web.push.apple.com/abc',
])('a push service may be called: %s', (endpoint) => {
  expect(isPublicEndpoint(endpoint)).toBe(true);
});

test.each([
  'http://fcm.googleapis.com/fcm/send/abc',
  'https://127.0.0.1/x',
  'https://2130706433/x',
  'https://0x7f.1/x',
  'https://[::1]/x',
  'https://[::ffff:10.0.0.1]/x',
  'https://93.184.216.34/x',
  'https://localhost/x',
  'https://printer.localhost/x',
  'https://nas.local/x',
  'https://metadata.google.internal/x',
  'https://metadata.google.internal./x',
  'https://intranet/x',
  'https://push.example.org:8443/x',
  'https://user:word@push.example.org/x',
  'file:///etc/passwd',
  'nonsense',
])('nothing else may be called: %s', (endpoint) => {
  expect(isPublicEndpoint(endpoint)).toBe(false);
});
