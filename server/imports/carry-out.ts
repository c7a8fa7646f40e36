import type { UserId } from '../../protocol/ids.ts';
import type { ImportChoices, ImportProgress, ImportReport } from '../../protocol/imports.ts';
import type { AmendParts } from '../groups/amend.ts';
import { Tally } from './counts.ts';
import { type GroupParts, type ImportedGroup, openGroup, provideGroup } from './groups.ts';
import { findMatches, nameOf, People, sourceOf } from './people.ts';
import type { ArchivedChannel, SlackArchive } from './slack-archive.ts';
import { bringOver, messagesOf } from './slack-day.ts';
import { readEmojiNames } from './slack-emoji.ts';
import type { SlackNames } from './slack-text.ts';
import { storeMessages } from './store-messages.ts';
import { workspaceOf } from './summarise.ts';

const BATCH = 500;

export interface Work extends AmendParts {
  readonly importId: string;
  readonly importerId: UserId;
  readonly choices: ImportChoices;
  /** Where an earlier process stopped: days that are through are not looked at again. */
  readonly before: ImportProgress | null;
  readonly signal: AbortSignal;
  save(progress: ImportProgress): Promise<void>;
}

/**
 * Brings everything over, day by day. It can be stopped anywhere and begun again: ids follow from the archive, so what
 * is here already is found and left alone.
 */
export async function carryOut(work: Work, archive: SlackArchive): Promise<ImportReport> {
  const tally = new Tally(work.before?.counts);
  const workspace = workspaceOf(archive);
  const parts: GroupParts = { ...work, workspace };
  const people = await listPeople(work, archive, workspace);
  const names = await namesFor(archive, people);
  const total = archive.channels.reduce((sum, channel) => sum + archive.days(channel).length, 0);
  const groups: ImportedGroup[] = [];
  let done = 0;
  for (const channel of archive.channels) {
    const group = await provideGroup(parts, channel);
    for (const day of archive.days(channel)) {
      work.signal.throwIfAborted();
      done += 1;
      if (done <= (work.before?.done ?? 0)) continue;
      const messages = messagesOf(await archive.day(day), tally);
      const source = sourceOf(workspace, channel.id);
      const written = await bringOver({ source, people, names, tally }, messages);
      for (let from = 0; from < written.length; from += BATCH) {
        work.signal.throwIfAborted();
        const batch = written.slice(from, from + BATCH);
        const fresh = await storeMessages(work, group.id, batch);
        tally.stored(fresh, batch.length - fresh);
      }
      await work.save({ done, total, counts: tally.counts });
    }
    if (!group.isOld) await openGroup(parts, channel, { group, people });
    groups.push(group);
  }
  const came = groups.map(({ id, name }) => ({ id, name }));
  return { counts: tally.counts, people: await people.count(), groups: came };
}

async function listPeople(work: Work, archive: SlackArchive, workspace: string): Promise<People> {
  const matches = await findMatches(work.db, workspace, archive.users);
  const known = archive.users.map((user) => ({
    key: user.id,
    name: nameOf(user),
    username: user.name,
    match: matches.get(user.id) ?? null,
  }));
  return new People(work.db, workspace, work.choices, known);
}

async function namesFor(archive: SlackArchive, people: People): Promise<SlackNames> {
  const emoji = await readEmojiNames();
  const channels = new Map(archive.channels.map((channel: ArchivedChannel) => [channel.id, channel.name]));
  return {
    person: (key) => people.get(key)?.username ?? null,
    channel: (key) => channels.get(key) ?? null,
    emoji: (name) => emoji.get(name) ?? null,
  };
}
