import { expect, test } from 'bun:test';
import { namedIn } from './mentions.ts';

const usernames = (text: string) => namedIn(text).usernames;

test('a text names people by their username, in any case, once each', () => {
  expect(usernames('@alice, @Bob and @bob!')).toEqual(['alice', 'bob']);
  expect(usernames('(@carol.jones) ask @x-1_y.')).toEqual(['carol.jones', 'x-1_y']);
});

test('addresses, links and words name nobody', () => {
  expect(usernames('alice@example.org https://example.org/@bob a@b é@carol')).toEqual([]);
});

test('code names nobody, also where its end is missing', () => {
  expect(usernames('`@alice` and ```\n@bob\n``` but @carol')).toEqual(['carol']);
  expect(usernames('```\n@bob')).toEqual([]);
});

test('@all and @here are no usernames', () => {
  expect(namedIn('@All look')).toEqual({ usernames: [], all: true, here: false });
  expect(namedIn('@here, @alice')).toEqual({ usernames: ['alice'], all: false, here: true });
  expect(namedIn('')).toEqual({ usernames: [], all: false, here: false });
});

test('a long text of names is read in a moment, and names at most fifty', () => {
  const names = Array.from({ length: 500 }, (_, n) => `@person${n}`).join(' ');
  expect(usernames(names).length).toBe(50);
  expect(usernames(`${'@'.repeat(8_000)}${'a.'.repeat(4_000)}`)).toEqual([]);
  expect(usernames('`'.repeat(16_000))).toEqual([]);
});
