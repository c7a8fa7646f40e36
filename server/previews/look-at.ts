import { type Fetched, fetchPublic } from './fetch.ts';
import type { Gate } from './gate.ts';
import { cut, readFacts, siteOf } from './page-facts.ts';
import { makePicture, type Picture } from './picture.ts';
import { Unfit } from './unfit.ts';

/** For the page with all its redirects, and again for its picture. */
const PATIENCE_MS = 5_000;
const MAX_PAGE_BYTES = 1024 * 1024;
const MAX_PICTURE_BYTES = 4 * 1024 * 1024;
const PAGE = /^\s*(text\/html|application\/xhtml\+xml)\s*(;|$)/i;
const PICTURE = /^\s*image\//i;
const MAX_NAME = 200;

export interface Found {
  readonly title: string;
  readonly description: string;
  readonly siteName: string;
  readonly picture: Picture | null;
}

interface Ways {
  readonly gate: Gate;
  /** The process is stopping. */
  readonly signal: AbortSignal;
}

/** What stands behind an address: a page, or a picture itself. Throws `Unfit` where that is nothing to show. */
export async function lookAt(url: URL, ways: Ways): Promise<Found> {
  const fetched = await fetchPublic(url, {
    gate: ways.gate,
    accept: 'text/html,application/xhtml+xml,image/*;q=0.8',
    limitFor: (type) => (PAGE.test(type) ? MAX_PAGE_BYTES : PICTURE.test(type) ? MAX_PICTURE_BYTES : null),
    signal: patience(ways.signal),
  });
  if (PICTURE.test(fetched.type)) return await pictureAlone(fetched);
  const facts = readFacts(fetched.body, fetched.type, fetched.url);
  if (!facts) throw new Unfit('a page without a title');
  const { pictureUrl, ...words } = facts;
  return { ...words, picture: pictureUrl && (await pictureAt(pictureUrl, ways)) };
}

async function pictureAlone(fetched: Fetched): Promise<Found> {
  const picture = await pictureOf(fetched);
  if (!picture) throw new Unfit('no picture');
  const name = fetched.url.pathname.split('/').at(-1) ?? '';
  return { title: cut(nameOf(name), MAX_NAME), description: '', siteName: siteOf(fetched.url), picture };
}

function nameOf(written: string): string {
  try {
    return decodeURIComponent(written).replaceAll(/\p{C}/gu, '') || 'Picture';
  } catch {
    return 'Picture';
  }
}

/** A page without its picture is a preview nevertheless. */
async function pictureAt(url: URL, { gate, signal }: Ways): Promise<Picture | null> {
  try {
    const fetched = await fetchPublic(url, {
      gate,
      accept: 'image/*',
      limitFor: (type) => (PICTURE.test(type) ? MAX_PICTURE_BYTES : null),
      signal: patience(signal),
    });
    return await pictureOf(fetched);
  } catch (error) {
    if (error instanceof Unfit) return null;
    throw error;
  }
}

async function pictureOf({ body, isCut }: Fetched): Promise<Picture | null> {
  return isCut ? null : await makePicture(body);
}

function patience(stopping: AbortSignal): AbortSignal {
  return AbortSignal.any([stopping, AbortSignal.timeout(PATIENCE_MS)]);
}
