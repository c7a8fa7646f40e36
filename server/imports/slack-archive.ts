import * as v from 'valibot';
import type { Entry, ZipFile } from 'yauzl';
import { invalid, ParleyError } from '../../protocol/errors.ts';
import { nameOf } from './people.ts';
import {
  type SlackChannel,
  slackChannelSchema,
  slackDirectSchema,
  type SlackUser,
  slackUserSchema,
} from './slack-schema.ts';

/** One file of the export holds a day of one channel: nobody writes more than this. */
const MAX_FILE_BYTES = 64 * 1024 * 1024;
/** A name in the archive takes memory for as long as it is open. */
const MAX_FILES = 500_000;
const MAX_NAME_BYTES = 1_000;
const MAX_TOTAL_BYTES = 32 * 1024 * 1024 * 1024;
const DAY = /^\d{4}-\d{2}-\d{2}\.json$/;

export interface ArchivedChannel extends SlackChannel {
  readonly isPrivate: boolean;
  /** Of the two people who are its members. */
  readonly isDirect: boolean;
  /** What people call it. */
  readonly title: string;
}

/** A workspace's export, read where it lies: no more of it than one day of one channel is in memory. */
export interface SlackArchive {
  readonly users: readonly SlackUser[];
  readonly channels: readonly ArchivedChannel[];
  /** Direct conversations that are not of two people: notes to oneself, which stay where they are. */
  readonly unpaired: number;
  /** The days of a channel, the oldest first. */
  days(channel: SlackChannel): readonly string[];
  /** What was written on a day, as it stands there: each message is looked at by whoever uses it. */
  day(name: string): Promise<unknown[]>;
  close(): void;
}

/** Rejects with `invalid`, in words for who chose the file. */
export async function openSlackArchive(path: string): Promise<SlackArchive> {
  const { openPromise } = await import('yauzl');
  const zip = await openPromise(path, { autoClose: false, lazyEntries: true, strictFileNames: true }).catch(
    (error: unknown) => {
      throw invalid('This is no zip archive, or not the whole of it.', error);
    },
  );
  try {
    const files = await listFiles(zip);
    return await describe(zip, files);
  } catch (error) {
    zip.close();
    throw error instanceof ParleyError ? error : invalid(`The archive is broken: ${wordsOf(error)}`, error);
  }
}

async function describe(zip: ZipFile, files: ReadonlyMap<string, Entry>): Promise<SlackArchive> {
  const read = async (name: string) => {
    const entry = files.get(name);
    return entry ? readList(zip, entry) : null;
  };
  const [people, open] = [await read('users.json'), await read('channels.json')];
  if (!people || !open) throw invalid('This is no export of Slack: users.json or channels.json is missing.');
  const users = kept(slackUserSchema, people);
  const channelsIn = async (name: string) => kept(slackChannelSchema, (await read(name)) ?? []);
  const directs = kept(slackDirectSchema, (await read('dms.json')) ?? []).map(asChannel);
  const pairs = directs.filter(({ members }) => members.length === 2);
  const hidden = { isPrivate: true, isDirect: false };
  const channels: ArchivedChannel[] = [
    ...(await channelsIn('channels.json')).map((one) => ({
      ...one,
      ...hidden,
      isPrivate: false,
      title: one.name,
    })),
    ...(await channelsIn('groups.json')).map((one) => ({ ...one, ...hidden, title: one.name })),
    ...(await channelsIn('mpims.json')).map((one) => ({ ...one, ...hidden, title: titleOf(one, users) })),
    ...pairs,
  ];
  const days = daysByFolder(files.keys());
  return {
    users,
    channels: [...new Map(channels.map((channel) => [channel.id, channel])).values()],
    unpaired: directs.length - pairs.length,
    days: ({ name }) => days.get(name) ?? [],
    day: async (name) => (await read(name)) ?? [],
    close: () => zip.close(),
  };
}

/** The same fields as a channel, so that it comes over the same way. */
function asChannel({ id, created, members }: v.InferOutput<typeof slackDirectSchema>): ArchivedChannel {
  const nothing = { creator: '', is_archived: false, topic: { value: '' }, purpose: { value: '' } };
  const people = [...new Set(members)];
  return { id, created, members: people, name: id, title: id, ...nothing, isPrivate: true, isDirect: true };
}

/** A conversation of several has a name that no one reads: it is called by who is in it. */
function titleOf({ name, members }: SlackChannel, users: readonly SlackUser[]): string {
  const names = users.filter(({ id }) => members.includes(id)).map(nameOf);
  return names.length === 0 ? name : names.join(', ');
}

async function listFiles(zip: ZipFile): Promise<Map<string, Entry>> {
  if (zip.entryCount > MAX_FILES) throw invalid(`The archive has more than ${MAX_FILES} files.`);
  const files = new Map<string, Entry>();
  let total = 0;
  for await (const entry of zip.eachEntry()) {
    if (!entry.fileName.endsWith('.json')) continue;
    const name = entry.fileName;
    if (Buffer.byteLength(name) > MAX_NAME_BYTES) throw invalid('A file in the archive has too long a name.');
    if (entry.isEncrypted() || !entry.canDecodeFileData()) {
      throw invalid(`${shown(name)} is encrypted, or packed in a way that cannot be read.`);
    }
    if (entry.uncompressedSize > MAX_FILE_BYTES) throw tooLarge(name);
    total += entry.uncompressedSize;
    if (total > MAX_TOTAL_BYTES) throw invalid('The archive is too large when it is unpacked.');
    if (!files.has(name)) files.set(name, entry);
  }
  return files;
}

/** The archive's own word for the size is checked against what comes out of it. */
async function readList(zip: ZipFile, entry: Entry): Promise<unknown[]> {
  const stream = await zip.openReadStreamPromise(entry);
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of stream) {
      const bytes = chunk as Buffer;
      size += bytes.length;
      if (size > MAX_FILE_BYTES) throw tooLarge(entry.fileName);
      chunks.push(bytes);
    }
  } catch (error) {
    if (error instanceof ParleyError) throw error;
    throw invalid(`${shown(entry.fileName)} cannot be unpacked: ${wordsOf(error)}`, error);
  } finally {
    stream.destroy();
  }
  const json = parse(Buffer.concat(chunks).toString('utf8'), entry.fileName);
  if (!Array.isArray(json)) throw invalid(`${shown(entry.fileName)} holds no list.`);
  return json as unknown[];
}

function parse(text: string, name: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw invalid(`${shown(name)} is no JSON.`, error);
  }
}

function daysByFolder(names: Iterable<string>): Map<string, string[]> {
  const days = new Map<string, string[]>();
  for (const name of names) {
    const at = name.lastIndexOf('/');
    if (at < 0 || !DAY.test(name.slice(at + 1))) continue;
    const folder = name.slice(0, at);
    const list = days.get(folder);
    if (list) list.push(name);
    else days.set(folder, [name]);
  }
  for (const list of days.values()) list.sort();
  return days;
}

function kept<T extends v.GenericSchema>(schema: T, items: readonly unknown[]): v.InferOutput<T>[] {
  return items.flatMap((item) => {
    const result = v.safeParse(schema, item);
    return result.success ? [result.output] : [];
  });
}

function tooLarge(name: string): ParleyError {
  return invalid(`${shown(name)} is larger than ${MAX_FILE_BYTES / 1024 / 1024} MB when it is unpacked.`);
}

/** Names come from outside, and go into sentences and logs. */
function shown(name: string): string {
  return `“${name.replaceAll(/\p{C}/gu, '').slice(0, 100)}”`;
}

function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message.replaceAll(/\p{C}/gu, ' ').slice(0, 200) : 'unknown';
}
