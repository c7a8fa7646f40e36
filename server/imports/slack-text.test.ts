import { expect, test } from 'bun:test';
import { type SlackNames, toMarkdown } from './slack-text.ts';

const names: SlackNames = {
  person: (id) => (id === 'U1' ? 'alice' : null),
  channel: (id) => (id === 'C1' ? 'watercooler' : null),
  emoji: (name) => (name === 'tada' ? '🎉' : null),
};
const said = (text: string) => toMarkdown(text, names);

test('bold and struck marks are doubled, italics stay, and what is no mark stays', () => {
  expect(said('*so* _it_ ~goes~')).toBe('**so** _it_ ~~goes~~');
  expect(said('2*3*4 and a~b~c')).toBe('2*3*4 and a~b~c');
  expect(said('(*bold*), *two words*!')).toBe('(**bold**), **two words**!');
  expect(said('_*both*_')).toBe('_**both**_');
  expect(said('* not bold *')).toBe('* not bold *');
});

test('people and channels are named as they are called here', () => {
  expect(said('<@U1> and <@U2|bob> see <#C1> and <#C2|garden>')).toBe(
    '@alice and @bob see #watercooler and #garden',
  );
  expect(said('<!here> <!channel> <!everyone> <!subteam^S1|@cooks> <!subteam^S1>')).toBe(
    '@here @all @all @cooks @S1',
  );
  expect(said('<!date^1392734382^{date}|Feb 18>')).toBe('Feb 18');
});

test('links keep their label and their address, whatever marks stand in it', () => {
  expect(said('<https://example.org/a_b_c|*the* plan>')).toBe('[*the* plan](https://example.org/a_b_c)');
  expect(said('<https://example.org/?a=1&amp;b=2>')).toBe('https://example.org/?a=1&b=2');
  expect(said('<https://example.org/(x)|x [y]>')).toBe('[x \\[y\\]](https://example.org/%28x%29)');
  expect(said('<mailto:alice@example.org|alice@example.org>')).toBe('alice@example.org');
  expect(said('<javascript:alert(1)|click>')).toBe('click');
});

test('what is escaped is unescaped once, and code stays as it is', () => {
  expect(said('1 &lt; 2 &amp;&amp; 3 &gt; 2, &amp;lt;')).toBe('1 < 2 && 3 > 2, &lt;');
  expect(said('`*a* <https://example.org|x> :tada:`')).toBe('`*a* x :tada:`');
  expect(said('look:```let *a* = &lt;b&gt;;```done')).toBe('look:\n```\nlet *a* = <b>;\n```\ndone');
});

test('emoji are found by name, lines that would be headings and bullets are written as they were meant', () => {
  expect(said(':tada::skin-tone-3: :tada: :partyparrot:')).toBe('🎉 🎉 :partyparrot:');
  expect(said('# not a title\n• one\n• two')).toBe('\\# not a title\n- one\n- two');
  expect(said('&gt; quoted')).toBe('> quoted');
});

test('what is broken comes out as it went in', () => {
  for (const text of ['<', '<@', '<>', '*', '``', '<@U1', '\u0000']) expect(() => said(text)).not.toThrow();
  expect(said('a < b > c')).toBe('a  b  c');
});
