import { expect, test } from 'bun:test';
import { linksOf } from './links.ts';

test('the first three addresses are taken, each once, without what follows #', () => {
  const text = 'https://a.test/#x https://a.test/#y http://b.test, (see https://c.test/d_(e)) https://e.test';
  expect(linksOf(text)).toEqual(['https://a.test/', 'http://b.test/', 'https://c.test/d_(e)']);
});

test('a Markdown link ends at its bracket, a bold one at its stars', () => {
  expect(linksOf('[here](https://a.test/b) **https://c.test/d**')).toEqual([
    'https://a.test/b',
    'https://c.test/d',
  ]);
});

test('code and spoilers are not looked at', () => {
  const text = '`https://a.test` ||https://b.test|| ```\nhttps://c.test\n``` https://d.test/';
  expect(linksOf(text)).toEqual(['https://d.test/']);
});

test('other schemes and addresses that are none are left alone', () => {
  expect(linksOf('ftp://a.test javascript:alert(1) https:// http://[ www.a.test file:///etc/passwd')).toEqual(
    [],
  );
  expect(linksOf(`https://a.test/${'x'.repeat(3000)}`)).toEqual([]);
});
