import { expect, test } from 'bun:test';
import { checkOrigin, checkUpgradeOrigin } from './origins.ts';

const HOST = 'parley.test:3000';
const post = (headers: Record<string, string>) =>
  new Request(`http://${HOST}/trpc`, { method: 'POST', headers: { host: HOST, ...headers } });

test('a page of this server may change state', () => {
  checkOrigin(post({ origin: `http://${HOST}`, 'sec-fetch-site': 'same-origin' }), null);
  checkUpgradeOrigin(post({ origin: `http://${HOST}` }), null);
});

test('a foreign page may not, whichever header tells', () => {
  expect(() => checkOrigin(post({ origin: 'https://evil.test' }), null)).toThrow('another site');
  expect(() => checkOrigin(post({ origin: 'null' }), null)).toThrow('another site');
  expect(() => checkOrigin(post({ 'sec-fetch-site': 'cross-site' }), null)).toThrow('another site');
  expect(() => checkOrigin(post({ 'sec-fetch-site': 'same-site' }), null)).toThrow('another site');
});

test('a program without these headers may change state, but open no socket', () => {
  checkOrigin(post({}), null);
  expect(() => checkUpgradeOrigin(post({}), null)).toThrow('another site');
});

test('with PUBLIC_URL set only that origin counts', () => {
  checkOrigin(post({ origin: 'https://chat.test' }), 'https://chat.test');
  expect(() => checkOrigin(post({ origin: `http://${HOST}` }), 'https://chat.test')).toThrow('another site');
});

test('reading is not refused', () => {
  checkOrigin(new Request(`http://${HOST}/`, { headers: { origin: 'https://evil.test' } }), null);
});
