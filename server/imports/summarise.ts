import type { Db } from '../../db/client.ts';
import type { ImportSummary } from '../../protocol/imports.ts';
import { Tally } from './counts.ts';
import { findMatches, nameOf } from './people.ts';
import type { SlackArchive } from './slack-archive.ts';
import { messagesOf } from './slack-day.ts';
import { convert } from './slack-message.ts';
import type { SlackNames } from './slack-text.ts';

/** More people than this are not listed one by one. */
const MOST_LISTED = 5_000;
const AS_THEY_ARE: SlackNames = { person: () => null, channel: () => null, emoji: () => null };

export function workspaceOf({ users }: SlackArchive): string {
  return users.find((user) => /^[A-Z0-9]{1,32}$/i.test(user.team_id))?.team_id ?? 'workspace';
}

/** Reads the whole of it, and writes nothing: what would come over, and from whom. */
export async function summarise(
  { db, signal }: { readonly db: Db; readonly signal: AbortSignal },
  archive: SlackArchive,
): Promise<ImportSummary> {
  const tally = new Tally();
  const bySender = new Map<string, number>();
  const channels: ImportSummary['channels'][number][] = [];
  const directs = { conversations: 0, messages: 0 };
  let files = 0;
  for (const channel of archive.channels) {
    let messages = 0;
    for (const day of archive.days(channel)) {
      signal.throwIfAborted();
      for (const message of messagesOf(await archive.day(day), tally)) {
        const one = convert(message, AS_THEY_ARE);
        if (typeof one === 'string') {
          tally.skipped(one);
          continue;
        }
        messages += 1;
        files += message.files.length;
        bySender.set(one.sender.key, (bySender.get(one.sender.key) ?? 0) + 1);
      }
    }
    const { id: key, title: name, isPrivate, is_archived: isArchived } = channel;
    if (channel.isDirect) {
      directs.conversations += 1;
      directs.messages += messages;
    } else channels.push({ key, name, isPrivate, isArchived, messages });
  }
  return {
    channels,
    directs,
    files,
    people: await listPeople(db, archive, bySender),
    messages: channels.reduce((sum, channel) => sum + channel.messages, directs.messages),
    skipped: { ...tally.counts.skipped, ...(archive.unpaired > 0 ? { direct: archive.unpaired } : {}) },
  };
}

/** Who wrote most stands first: that is whom one looks at. */
async function listPeople(
  db: Db,
  archive: SlackArchive,
  bySender: ReadonlyMap<string, number>,
): Promise<ImportSummary['people']> {
  const listed = archive.users
    .toSorted((a, b) => (bySender.get(b.id) ?? 0) - (bySender.get(a.id) ?? 0))
    .slice(0, MOST_LISTED);
  const matches = await findMatches(db, workspaceOf(archive), listed);
  return listed.map((user) => ({
    key: user.id,
    username: user.name,
    name: nameOf(user),
    email: user.profile.email,
    messages: bySender.get(user.id) ?? 0,
    match: matches.get(user.id) ?? null,
  }));
}
