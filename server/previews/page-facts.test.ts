import { expect, test } from 'bun:test';
import { readFacts } from './page-facts.ts';

const url = new URL('https://www.parley.test/news/1');
const read = (html: string | Uint8Array, type = 'text/html') =>
  readFacts(typeof html === 'string' ? new TextEncoder().encode(html) : html, type, url);

test('what the page says for previews comes before what it says for readers', () => {
  const facts = read(`<title>Reader</title><meta name="description" content="For readers">
    <meta property="og:title" content="Caf&eacute; &amp; bar"><meta property="OG:Description" content=" One
    two ">
    <meta property="og:site_name" content="Parley"><meta property="og:image" content="/a.png">`);
  expect(facts).toEqual({
    title: 'Café & bar',
    description: 'One two',
    siteName: 'Parley',
    pictureUrl: new URL('https://www.parley.test/a.png'),
  });
});

test('a plain page has its title and the name of its host', () => {
  const facts = read('<title>Plain &lt;b&gt;</title><svg><title>Icon</title></svg>');
  expect(facts).toEqual({ title: 'Plain <b>', description: '', siteName: 'parley.test', pictureUrl: null });
});

test('a page without a title has nothing to show', () => {
  expect(read('<p>words</p>')).toBeNull();
  expect(read(new Uint8Array([0, 255, 254, 1]))).toBeNull();
});

test('a page is read in the letters that its header, its beginning or its mark names', () => {
  const cyrillic = new Uint8Array([...Buffer.from('<title>'), 0xcf, 0xf0, 0xe8, ...Buffer.from('</title>')]);
  expect(read(cyrillic, 'text/html; charset=windows-1251')?.title).toBe('При');
  const declared = Buffer.concat([Buffer.from('<meta charset="windows-1251">'), cyrillic]);
  expect(read(declared)?.title).toBe('При');
  const marked = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from('<title>При</title>', 'utf16le')]);
  expect(read(marked, 'text/html; charset=nonsense')?.title).toBe('При');
});

test('what is written is cut, and cannot turn the direction of the page', () => {
  const facts = read(`<title>\u202e${'a'.repeat(500)}\u0000</title>`);
  expect(facts?.title).toBe(`${'a'.repeat(199)}…`);
});
