import { decodeHTML } from 'entities';

const MAX_TITLE = 200;
const MAX_DESCRIPTION = 400;
const MAX_SITE_NAME = 80;
/** Where a page may say in which letters it is written. */
const CHARSET_BYTES = 2_048;
/** What names and sentences have no use for, and what turns the direction of all that follows. */
const UNSEEN = /[\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069]+/gu;

export interface PageFacts {
  readonly title: string;
  readonly description: string;
  readonly siteName: string;
  readonly pictureUrl: URL | null;
}

/** What a page says of itself; null where it has no title. */
export function readFacts(body: Uint8Array, type: string, url: URL): PageFacts | null {
  const { meta, heading } = gather(decode(body, type));
  const first = (...names: string[]) =>
    names.map((name) => meta.get(name) ?? '').find((text) => text !== '') ?? '';
  const title = first('og:title', 'twitter:title') || heading;
  if (title === '') return null;
  const picture = first(
    'og:image:secure_url',
    'og:image',
    'og:image:url',
    'twitter:image',
    'twitter:image:src',
  );
  return {
    title: cut(title, MAX_TITLE),
    description: cut(first('og:description', 'twitter:description', 'description'), MAX_DESCRIPTION),
    siteName: cut(first('og:site_name', 'application-name') || siteOf(url), MAX_SITE_NAME),
    pictureUrl: picture !== '' && URL.canParse(picture, url.href) ? new URL(picture, url.href) : null,
  };
}

export function siteOf({ hostname }: URL): string {
  return hostname.replace(/^www\./, '');
}

export function cut(text: string, length: number): string {
  const letters = Array.from(text);
  return letters.length <= length
    ? text
    : `${letters
        .slice(0, length - 1)
        .join('')
        .trimEnd()}…`;
}

interface Gathered {
  /** By the name in lower case; of several the first. */
  readonly meta: Map<string, string>;
  readonly heading: string;
}

function gather(html: string): Gathered {
  const meta = new Map<string, string>();
  let heading = '';
  let titles = 0;
  new HTMLRewriter()
    .on('meta', {
      element(element) {
        const name = element.getAttribute('property') ?? element.getAttribute('name') ?? '';
        const key = name.trim().toLowerCase();
        const value = plain(element.getAttribute('content') ?? '');
        if (value !== '' && !meta.has(key)) meta.set(key, value);
      },
    })
    // A picture drawn in the page may have a title of its own.
    .on('title', {
      element() {
        titles += 1;
      },
      text({ text }) {
        if (titles === 1) heading += text;
      },
    })
    .transform(html);
  return { meta, heading: plain(heading) };
}

function plain(html: string): string {
  return decodeHTML(html).toWellFormed().replaceAll(UNSEEN, ' ').replaceAll(/\s+/g, ' ').trim();
}

/** By a byte order mark, the header, or what the page's beginning says; else UTF-8. */
function decode(body: Uint8Array, type: string): string {
  const start = new TextDecoder('latin1').decode(body.subarray(0, CHARSET_BYTES));
  const label =
    markOf(body) ?? charsetIn(type) ?? /<meta[^>]+charset\s*=\s*["']?\s*([\w:-]+)/i.exec(start)?.[1];
  return decoderFor(label ?? 'utf-8').decode(body);
}

function markOf([a, b]: Uint8Array): string | null {
  if (a === 0xff && b === 0xfe) return 'utf-16le';
  return a === 0xfe && b === 0xff ? 'utf-16be' : null;
}

function charsetIn(type: string): string | undefined {
  return /charset\s*=\s*["']?([\w:-]+)/i.exec(type)?.[1];
}

function decoderFor(label: string): TextDecoder {
  try {
    return new TextDecoder(label);
  } catch {
    return new TextDecoder();
  }
}
