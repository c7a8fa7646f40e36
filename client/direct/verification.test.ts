import { expect, test } from 'bun:test';
import { fingerprintOf, verificationCode } from './verification.ts';

const alice = 'sha-256 0a:1b';
const bob = 'sha-256 2c:3d';
const mallory = 'sha-256 4e:5f';

test('both sides read the same code, and another where somebody stands between them', async () => {
  const code = await verificationCode(alice, bob);
  expect(code).toMatch(/^\d{4}( \d{4}){5}$/);
  expect(await verificationCode(bob, alice)).toBe(code);
  expect(await verificationCode(alice, mallory)).not.toBe(code);
  expect(await verificationCode(alice, mallory)).not.toBe(await verificationCode(mallory, bob));
});

test('a fingerprint is read from a description, however it is written', () => {
  expect(fingerprintOf('v=0\r\na=fingerprint:sha-256 0A:1B\r\na=setup:actpass\r\n')).toBe(alice);
  expect(fingerprintOf('v=0\r\n')).toBeNull();
});
