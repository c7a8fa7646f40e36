import { expect, test } from 'bun:test';
import { addressesAnswering } from './lan.ts';

const OWN = ['192.168.1.5', 'fd00::2'];

test('at 0.0.0.0 the server answers under IPv4 only', () => {
  expect(addressesAnswering('0.0.0.0', OWN)).toEqual(['192.168.1.5']);
});

test('at :: it answers under every address', () => {
  expect(addressesAnswering('::', OWN)).toEqual(OWN);
});

test('at one address it answers there and nowhere else', () => {
  expect(addressesAnswering('192.168.1.5', OWN)).toEqual(['192.168.1.5']);
  expect(addressesAnswering('127.0.0.1', OWN)).toEqual([]);
  expect(addressesAnswering('localhost', OWN)).toEqual([]);
});
