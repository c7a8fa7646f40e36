/** A message's text as what is shown: a small closed language, so that nothing written can become markup. */
export type Block = { kind: 'prose'; spans: Span[] } | { kind: 'code'; text: string; language: string };
export type Span =
  | { kind: 'text'; text: string }
  | { kind: 'code'; text: string }
  | { kind: 'link'; text: string; href: string };

const FENCE = /```[^\S\n]*([\w+#-]*)\n?([\s\S]*?)\n?```\n?/g;
const SPAN = /`([^`\n]+)`|\b(https?:\/\/[^\s<>"']+|www\.[^\s<>"']+\.[^\s<>"']+)/gi;
const TRAILING = /[.,:;!?'"\]}…]+$/;
const EMOJI =
  /^(?:\p{Regional_Indicator}{2}|\p{Extended_Pictographic}(?:\uFE0F|\p{Emoji_Modifier})?(?:\u200D\p{Extended_Pictographic}(?:\uFE0F|\p{Emoji_Modifier})?)*|\s){1,8}$/u;

export function blocksOf(text: string): Block[] {
  const blocks: Block[] = [];
  let at = 0;
  for (const match of text.matchAll(FENCE)) {
    pushProse(blocks, text.slice(at, match.index).replace(/\n$/, ''));
    blocks.push({ kind: 'code', text: match[2] ?? '', language: match[1] ?? '' });
    at = match.index + match[0].length;
  }
  pushProse(blocks, text.slice(at));
  return blocks;
}

/** Up to a handful of emoji and nothing else are shown large. */
export function isEmojiOnly(text: string): boolean {
  return text.length <= 40 && EMOJI.test(text) && /\S/.test(text);
}

function pushProse(blocks: Block[], text: string): void {
  if (text.trim() !== '') blocks.push({ kind: 'prose', spans: spansOf(text) });
}

function spansOf(text: string): Span[] {
  const spans: Span[] = [];
  let at = 0;
  for (const match of text.matchAll(SPAN)) {
    const code = match[1];
    const span: Span = code === undefined ? linkOf(match[0]) : { kind: 'code', text: code };
    const end = match.index + (span.kind === 'code' ? match[0].length : span.text.length);
    if (match.index > at) spans.push({ kind: 'text', text: text.slice(at, match.index) });
    spans.push(span);
    at = end;
  }
  if (at < text.length) spans.push({ kind: 'text', text: text.slice(at) });
  return spans;
}

/** The sentence's own punctuation stays outside, and so does a bracket that was opened before the address. */
function linkOf(found: string): Span {
  let text = found.replace(TRAILING, '');
  while (text.endsWith(')') && count(text, ')') > count(text, '('))
    text = text.slice(0, -1).replace(TRAILING, '');
  const href = /^https?:/i.test(text) ? text : `https://${text}`;
  return URL.canParse(href) ? { kind: 'link', text, href } : { kind: 'text', text };
}

function count(text: string, character: string): number {
  return text.split(character).length - 1;
}
