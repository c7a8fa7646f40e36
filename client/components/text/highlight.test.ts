import { expect, test } from 'bun:test';
import { highlight, type Piece } from './highlight.ts';
import { LANGUAGES, languageOf } from './languages.ts';

const plain = (pieces: readonly Piece[]): string =>
  pieces.map((piece) => (typeof piece === 'string' ? piece : plain(piece.pieces))).join('');
const tones = (pieces: readonly Piece[]): string[] =>
  pieces.flatMap((piece) => (typeof piece === 'string' ? [] : [piece.tone, ...tones(piece.pieces)]));

test('the letters of a text stay as they are, whatever it looks like', async () => {
  const text = 'const a = "<img src=x onerror=alert(1)>"; // é ✓\n\tlet b = `${a}`;\n';
  for (const language of LANGUAGES) expect(plain(await highlight(text, language))).toBe(text);
});

test('words have the colour of their kind', async () => {
  expect(tones(await highlight('const a = "b"; // c', 'TypeScript'))).toEqual([
    'keyword',
    'string',
    'comment',
  ]);
  expect(tones(await highlight('+new\n-old', 'Diff'))).toEqual(['added', 'removed']);
});

test('a language is known by its name and by what people write for it', () => {
  expect(['ts', 'TypeScript', 'C++', 'yml', 'sh', 'json {1}'].map(languageOf)).toEqual([
    'TypeScript',
    'TypeScript',
    'C++',
    'YAML',
    'Bash',
    'JSON',
  ]);
  expect(['', 'text', 'constructor', '__proto__'].map(languageOf)).toEqual([null, null, null, null]);
});
