import type { ConversationId, UserId } from '../../protocol/ids.ts';
import type { ImportChoices, ImportProgress, ImportReport } from '../../protocol/imports.ts';
import type { AmendParts } from '../groups/amend.ts';
import { Tally } from './counts.ts';
import { openDirect, type Pair, pairOf, provideDirect, readThrough } from './directs.ts';
import { type GroupParts, type ImportedPlace, nameOf as titleOf, openGroup, provideGroup } from './groups.ts';
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
  const parts: GroupParts = { ...work, workspace: workspaceOf(archive) };
  const people = await listPeople(work, archive, parts.workspace);
  const names = await namesFor(archive, people);
  const total = archive.channels.reduce((sum, channel) => sum + archive.days(channel).length, 0);
  const run: Run = { work, archive, parts, people, names, tally, total };
  const groups: ImportReport['groups'][number][] = [];
  let [done, directs] = [0, 0];
  for (const channel of archive.channels) {
    if (channel.isDirect) directs += (await bringDirect(run, channel, done)) ? 1 : 0;
    else {
      const id = await bringGroup(run, channel, done);
      if (id !== null) groups.push({ id, name: titleOf(channel) });
    }
    done += archive.days(channel).length;
  }
  return { counts: tally.counts, people: await people.count(), groups, directs };
}

interface Run {
  readonly work: Work;
  readonly archive: SlackArchive;
  readonly parts: GroupParts;
  readonly people: People;
  readonly names: SlackNames;
  readonly tally: Tally;
  /** Days of all channels. */
  readonly total: number;
}

/** `done`: days of the channels before it. */
async function bringGroup(run: Run, channel: ArchivedChannel, done: number): Promise<ConversationId | null> {
  const place = await provideGroup(run.parts, channel);
  await bringDays(run, channel, { place, done });
  if (place.isOld) return place.id;
  return (await openGroup(run.parts, channel, { place, people: run.people })) ? place.id : null;
}

/** Answers whether it is a conversation of two people here, too. */
async function bringDirect(run: Run, channel: ArchivedChannel, done: number): Promise<boolean> {
  const pair = await pairOf(channel, run.people);
  if (!pair) {
    if (done >= (run.work.before?.done ?? 0)) run.tally.skipped('direct');
    return false;
  }
  // Once more, where the two make one of their own meanwhile.
  while (!(await bringBetween(run, channel, { pair, done }))) run.work.signal.throwIfAborted();
  return true;
}

async function bringBetween(
  run: Run,
  channel: ArchivedChannel,
  { pair, done }: { readonly pair: Pair; readonly done: number },
): Promise<boolean> {
  const place = await provideDirect(run.parts, channel, pair);
  await bringDays(run, channel, { place, done });
  if (!place.isOld) return openDirect(run.parts, channel, { place, pair });
  await readThrough(run.parts, place);
  return true;
}

async function bringDays(
  { work, archive, parts, people, names, tally, total }: Run,
  channel: ArchivedChannel,
  { place, done: before }: { readonly place: ImportedPlace; readonly done: number },
): Promise<void> {
  const source = sourceOf(parts.workspace, channel.id);
  let done = before;
  for (const day of archive.days(channel)) {
    work.signal.throwIfAborted();
    done += 1;
    if (done <= (work.before?.done ?? 0) && !place.isNew) continue;
    const messages = messagesOf(await archive.day(day), tally);
    const written = await bringOver({ source, people, names, tally }, messages);
    for (let from = 0; from < written.length; from += BATCH) {
      work.signal.throwIfAborted();
      const batch = written.slice(from, from + BATCH);
      const fresh = await storeMessages(work, place.id, batch);
      tally.stored(fresh, batch.length - fresh);
    }
    await work.save({ done, total, counts: tally.counts });
  }
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
