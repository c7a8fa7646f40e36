import { expect, test } from 'bun:test';
import { iceServersFor, TURN_TTL_MS } from './ice.ts';

const TURN = { stunUrls: [], turnUrls: ['turn:turn.example.org:3478'], turnSecret: 'north' };
const NOW = Date.UTC(2026, 0, 1);

test('nothing is set: nothing is told', () => {
  expect(iceServersFor('alice', { stunUrls: [], turnUrls: [], turnSecret: null }, NOW)).toEqual([]);
});

test('STUN needs no credentials', () => {
  const ice = { stunUrls: ['stun:stun.example.org'], turnUrls: [], turnSecret: null };
  expect(iceServersFor('alice', ice, NOW)).toEqual([{ urls: ['stun:stun.example.org'] }]);
});

test('TURN credentials name their end and their user, and only the secret makes them', () => {
  const [server] = iceServersFor('alice', TURN, NOW);
  expect(server?.username).toBe(`${(NOW + TURN_TTL_MS) / 1000}:alice`);
  // As `printf '1767268800:alice' | openssl dgst -sha1 -hmac north -binary | base64` has it.
  expect(server?.credential).toBe('dvTahJjUqFPFSSSrGFfHN5NZNCE=');
  const [other] = iceServersFor('alice', { ...TURN, turnSecret: 'south' }, NOW);
  expect(other?.credential).not.toBe(server?.credential);
});
