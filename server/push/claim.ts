import type { MessageId, UserId } from '../../protocol/ids.ts';
import { DEFAULT_SETTINGS } from '../../protocol/notify.ts';
import type { UserSettings } from '../../protocol/settings.ts';
import type { Written } from './payload.ts';
import { type Member, numberFor, type Unread } from './reachable.ts';

/** A message that somebody has not read, and is to be told of. */
export interface Untold {
  readonly userId: UserId;
  /** In its thread, if it is a reply. */
  readonly number: number;
  readonly threadRootId: MessageId | null;
  readonly settings: UserSettings;
  readonly written: Written;
  /** The name of the group; null in direct conversations. */
  readonly group: string | null;
}

/** Who is to be left out, and by which clock. */
export interface Absence {
  readonly now: number;
  readonly isThere: (userId: UserId) => boolean;
}

/** Of a conversation, or of a thread in it. */
export interface Reader extends Member, Unread {
  readonly rootId: MessageId | null;
}

/** The message that a reader is to be told of. */
export interface Wanted {
  readonly reader: Reader;
  readonly number: number;
}

/** By what several claims are told apart, and several messages. */
export const keyOf = (rootId: MessageId | null, of: string | number) => `${rootId ?? ''} ${of}`;

interface Source {
  /** Which of these are claimed now, by `keyOf` their root and reader: to ask twice is to get once. */
  readonly claim: (wanted: readonly Wanted[]) => Promise<ReadonlySet<string>>;
  /** By `keyOf` their root and number. */
  readonly read: (wanted: readonly Wanted[]) => Promise<ReadonlyMap<string, Written>>;
}

/** What these readers are to be told of now, claimed for whoever asked. */
export async function claimFor(
  readers: readonly Reader[],
  { now, isThere }: Absence,
  { claim, read }: Source,
): Promise<Untold[]> {
  const wanted = readers.flatMap((reader) => {
    const number = isThere(reader.userId) ? null : numberFor(reader, now);
    return number === null ? [] : [{ reader, number }];
  });
  if (wanted.length === 0) return [];
  const claimed = await claim(wanted);
  const written = await read(wanted);
  return wanted.flatMap(({ reader: { userId, rootId, group, settings }, number }) => {
    const message = written.get(keyOf(rootId, number));
    if (!claimed.has(keyOf(rootId, userId)) || !message) return [];
    const mine = settings ?? DEFAULT_SETTINGS;
    return [{ userId, number, threadRootId: rootId, group, settings: mine, written: message }];
  });
}
