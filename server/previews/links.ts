/** Links of one message that are looked at. */
const MAX_LINKS = 3;
const MAX_URL_LENGTH = 2_000;

/** Code is not meant as a link, and a preview would tell what a spoiler hides. */
const HIDDEN = /```[\s\S]*?(?:```|$)|`[^`\n]+`|\|\|[\s\S]*?\|\|/g;
const LINK = /\bhttps?:\/\/[^\s<>"'[\]]+/gi;
const TRAILING = /[.,:;!?'"}…*_~]+$/;

/** The first addresses of a text, each once, as they are asked for: without the part after `#`. */
export function linksOf(text: string): string[] {
  const found = new Set<string>();
  for (const [written] of text.replaceAll(HIDDEN, ' ').matchAll(LINK)) {
    const url = urlOf(withoutPunctuation(written));
    if (url) found.add(url);
    if (found.size === MAX_LINKS) break;
  }
  return [...found];
}

/** The sentence's own punctuation stays outside, and so does a bracket that was opened before the address. */
function withoutPunctuation(written: string): string {
  let text = written.replace(TRAILING, '');
  while (text.endsWith(')') && text.split(')').length > text.split('(').length)
    text = text.slice(0, -1).replace(TRAILING, '');
  return text;
}

function urlOf(text: string): string | null {
  if (!URL.canParse(text)) return null;
  const url = new URL(text);
  url.hash = '';
  return url.href.length > MAX_URL_LENGTH ? null : url.href;
}
