import type { MessageId } from '../../protocol/ids.ts';

/** Where a search looks next: always at what is older than all it has looked at. */
export type Look =
  | Walk
  | Spans
  /** By the index, everywhere. */
  | { readonly kind: 'rest' };

/** Message by message. */
export interface Walk {
  readonly kind: 'walk';
  readonly messages: number;
}

/** By the index, in these spans of time. */
export interface Spans {
  readonly kind: 'spans';
  readonly spans: readonly string[];
  /** How many they are: of the first, the part that was not looked at. */
  readonly length: number;
  /** The oldest that an id in them can be. */
  readonly end: MessageId;
}

/** What it has seen so far. */
export interface Seen {
  readonly looks: number;
  /** Messages that it looked at, and of those found; in spans of time about so many. */
  readonly messages: number;
  readonly found: number;
  /** Messages in a span of time, of those that it walked past first. */
  readonly perSpan: number;
  /** Whatever is older it has not looked at. Null: before the first look all, after it nothing. */
  readonly end: MessageId | null;
}

/** The messages between which a walk went; `oldest` is null where it came to the end of all. */
export interface Edges {
  readonly newest: MessageId | null;
  readonly oldest: MessageId | null;
}

/** Among these a word that is common is found at once. */
export const FIRST: Walk = { kind: 'walk', messages: 256 };
const LONGEST_WALK = 8_000;
/** To ask the index costs as much as to walk past so many: of a part of a word it has many words to look up. */
const INDEX_COSTS = 1_500;
/** Each span is a word to it. */
const MOST_SPANS = 16;
const MOST_LOOKS = 3;
/** More than are expected to be needed: to look once more costs more. A walk ends where there are enough. */
const RESERVE = { walk: 3, spans: 1.5 } as const;
/** A span is named by the first 20 of the 48 bits that hold the milliseconds of an id. */
const SPAN_MS = 2 ** 28;

/** As far back as the rest of a page is expected, by how often something was found so far. */
export function nextLook(
  seen: Seen,
  { wanted, isIndexed }: { readonly wanted: number; readonly isIndexed: boolean },
): Look {
  if (seen.looks === 0) return FIRST;
  if (seen.looks >= MOST_LOOKS || seen.end === null || timeOf(seen.end) === 0) return { kind: 'rest' };
  if (!isIndexed) return seen.looks > 1 ? { kind: 'rest' } : { kind: 'walk', messages: LONGEST_WALK };
  // Nothing so far may mean one.
  const share = Math.max(seen.found, 1) / seen.messages;
  const expected = (wanted - seen.found) / share;
  const spans = Math.ceil((expected * RESERVE.spans) / seen.perSpan + 1 - unseenPart(seen.end));
  const inIndex = INDEX_COSTS + spans * seen.perSpan * share;
  if (expected < Math.min(inIndex, LONGEST_WALK)) {
    return { kind: 'walk', messages: Math.ceil(expected * RESERVE.walk) };
  }
  if (spans > MOST_SPANS && seen.looks > 1) return { kind: 'rest' };
  return spansBefore(seen.end, Math.min(spans, MOST_SPANS));
}

/** The span of the newest that is older than this id, and those before it. */
function spansBefore(id: MessageId, most: number): Spans {
  const newest = Math.ceil(timeOf(id) / SPAN_MS) - 1;
  const spans = Array.from({ length: Math.min(most, newest + 1) }, (_, back) => hex(newest - back));
  return {
    kind: 'spans',
    spans: spans.map((span) => `#${span}`),
    length: spans.length - 1 + unseenPart(id),
    end: `${spans.at(-1)}000-0000-0000-0000-000000000000`,
  };
}

/** Of the span of the newest that is older. */
function unseenPart(id: MessageId): number {
  const at = timeOf(id) / SPAN_MS;
  return at - (Math.ceil(at) - 1);
}

/** After a walk past so many messages, with so many found in all. */
export function walked(
  { looks, messages, perSpan }: Seen,
  walk: Edges & { readonly messages: number; readonly found: number },
): Seen {
  const { newest, oldest, found } = walk;
  const took = newest === null || oldest === null ? 1 : Math.max(1, timeOf(newest) - timeOf(oldest));
  return {
    looks: looks + 1,
    messages: messages + walk.messages,
    found,
    perSpan: perSpan || (walk.messages * SPAN_MS) / took,
    end: oldest,
  };
}

/** After a look into these spans, with so many found in all. Nothing is older than the first of all spans. */
export function lookedUp({ looks, messages, perSpan }: Seen, { length, end }: Spans, found: number): Seen {
  return {
    ...{ looks: looks + 1, messages: messages + length * perSpan, found, perSpan },
    end: timeOf(end) === 0 ? null : end,
  };
}

const hex = (span: number) => span.toString(16).padStart(5, '0');
const timeOf = (id: MessageId) => Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16);
