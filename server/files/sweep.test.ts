import { afterAll, beforeAll, expect, test } from 'bun:test';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeChat } from '../../test/harness/chat.ts';
import { random } from '../../test/harness/random.ts';
import { FakeClock } from '../clock.ts';
import { createGroup } from '../groups/create.ts';
import { leaveGroup } from '../groups/members.ts';
import { deleteMessage } from '../messages/delete.ts';
import { makeSendLane, type SendLane } from '../messages/send-lane.ts';
import { makeDiskStorage } from '../storage/disk.ts';
import type { Storage } from '../storage/storage.ts';
import { updateProfile } from '../users/users.ts';
import { findReadable } from './files.ts';
import { finishFile } from './finish.ts';
import { keepWanted } from './gallery.ts';
import { removeFile } from './remove.ts';
import { sweepFiles } from './sweep.ts';

const HOUR_MS = 60 * 60_000;

let folder: string;
let chat: Awaited<ReturnType<typeof makeChat>>;
let parts: Omit<typeof chat, 'clock'> & { clock: FakeClock; storage: Storage };
let lane: SendLane;
let alice = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'parley-sweep-'));
  chat = await makeChat();
  // The storage tells times by its own clock.
  parts = { ...chat, clock: new FakeClock(Date.now()), storage: makeDiskStorage(join(folder, 'files')) };
  lane = makeSendLane(chat);
  alice = await chat.person('Alice');
});
afterAll(async () => {
  await lane.close();
  await chat.close();
  await rm(folder, { recursive: true });
});

async function upload(name = 'notes.txt'): Promise<string> {
  const [id, path] = [Bun.randomUUIDv7(), join(folder, 'arrived')];
  await writeFile(path, `${name} ${id}`);
  await finishFile(parts, { id, ownerId: alice, name, claimedType: '', voice: null, path });
  return id;
}

async function uploadPicture(): Promise<string> {
  const [id, path] = [Bun.randomUUIDv7(), join(folder, 'arrived.png')];
  await Bun.write(path, await new Bun.Image(Buffer.from(DOT, 'base64')).png().bytes());
  await finishFile(parts, { id, ownerId: alice, name: 'me.png', claimedType: '', voice: null, path });
  return id;
}
const DOT =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==';

async function makeRoom(): Promise<string> {
  const settings = { name: 'Watercooler', description: '', visibility: 'private' } as const;
  return (await createGroup(parts, alice, { ...settings, memberIds: [] })).id;
}

const send = (conversationId: string, fileIds: string[]) =>
  lane.send(alice, {
    t: 'chat.send',
    clientId: crypto.randomUUID(),
    conversationId,
    text: 'look',
    replyTo: null,
    threadRootId: null,
    fileIds,
  });

async function stray(key = randomKey()): Promise<string> {
  const path = join(folder, 'stray');
  await writeFile(path, 'nobody knows me');
  await parts.storage.putFile(key, path, 'text/plain');
  return key;
}
const randomKey = () => {
  const name = crypto.randomUUID();
  return `${name.slice(0, 2)}/${name}`;
};

async function keysInStorage(): Promise<string[]> {
  const pages = await Array.fromAsync(parts.storage.list());
  return pages.flat().map(({ key }) => key);
}

async function keysOf(ids: Iterable<string>): Promise<string[]> {
  const rows = await chat.db.$client<{ storageKey: string; thumbnailKey: string | null }[]>`
    select storage_key as "storageKey", thumbnail_key as "thumbnailKey" from files
    where id = any(${[...ids]}::uuid[])`;
  return rows.flatMap((row) => [row.storageKey, ...(row.thumbnailKey ? [row.thumbnailKey] : [])]).toSorted();
}

const isThere = (id: string) =>
  findReadable(chat.db, alice, id).then(
    () => true,
    () => false,
  );

/** What Alice did, as far as files are held by it. */
interface Scene {
  readonly next: () => number;
  readonly pick: <T>(list: readonly T[]) => T | undefined;
  readonly all: Set<string>;
  rooms: string[];
  messages: { id: string; room: string; files: string[] }[];
  avatar: string | null;
}

function held({ messages, avatar }: Scene): Set<string> {
  return new Set([...messages.flatMap(({ files }) => files), ...(avatar === null ? [] : [avatar])]);
}

/** A sweep took what was not sent in time. */
async function present({ all }: Scene): Promise<string[]> {
  const there = await Promise.all([...all].map(isThere));
  return [...all].filter((_, index) => there[index]);
}

async function drop(scene: Scene, id: string): Promise<void> {
  await removeFile(parts, alice, id);
  scene.all.delete(id);
  scene.messages = scene.messages.map((one) => ({ ...one, files: one.files.filter((file) => file !== id) }));
  if (scene.avatar === id) scene.avatar = null;
}

const steps: Record<string, (scene: Scene) => Promise<void>> = {
  async upload({ all }) {
    all.add(await upload());
  },
  async send(scene) {
    const room = scene.pick(scene.rooms);
    const files = (await present(scene)).filter(() => scene.next() < 0.4);
    if (!room || files.length === 0) return;
    scene.messages.push({ id: (await send(room, files)).id, room, files });
  },
  async deleteMessage(scene) {
    const message = scene.pick(scene.messages);
    if (!message) return;
    await deleteMessage(parts, alice, { messageId: message.id });
    scene.messages = scene.messages.filter((one) => one !== message);
    for (const id of message.files) if (!held(scene).has(id)) scene.all.delete(id);
  },
  async removeFile(scene) {
    const id = scene.pick(await present(scene));
    if (id) await drop(scene, id);
  },
  async wear(scene) {
    scene.avatar = await uploadPicture();
    scene.all.add(scene.avatar);
    const me = {
      id: alice,
      username: '',
      name: 'Alice',
      status: '',
      avatarFileId: null,
      role: 'member',
    } as const;
    await updateProfile(chat, me, { avatarFileId: scene.avatar });
  },
  async dissolve(scene) {
    const room = scene.pick(scene.rooms);
    if (!room) return;
    await leaveGroup(parts, alice, room);
    scene.rooms = [...scene.rooms.filter((one) => one !== room), await makeRoom()];
    scene.messages = scene.messages.filter((one) => one.room !== room);
  },
  stray: async () => void (await stray()),
  wait: async () => parts.clock.advance(3 * HOUR_MS),
  sweep: async () => void (await sweepFiles(parts)),
};

test('whatever happens, a sweep takes nothing that is held, and leaves nothing that is not', async () => {
  const { seed, next } = random();
  const pick = <T>(list: readonly T[]) => list[Math.floor(next() * list.length)];
  const rooms = [await makeRoom(), await makeRoom()];
  const scene: Scene = { next, pick, all: new Set(), rooms, messages: [], avatar: null };
  const names = Object.keys(steps);
  for (let n = 0; n < 150; n += 1) {
    await steps[pick(names) ?? 'upload']?.(scene);
    if (n % 10 > 0) continue;
    for (const id of held(scene)) expect([seed, id, await isThere(id)]).toEqual([seed, id, true]);
    const keys = new Set(await keysInStorage());
    expect([seed, (await keysOf(held(scene))).filter((key) => !keys.has(key))]).toEqual([seed, []]);
  }
  parts.clock.advance(25 * HOUR_MS);
  expect(await sweepFiles(parts)).toMatchObject({ missing: 0 });
  expect([seed, await keysInStorage()]).toEqual([seed, await keysOf(held(scene))]);
}, 60_000);

test('an upload that was not sent lasts a day from when it was last said to be wanted', async () => {
  const [wanted, other] = [await upload(), await upload()];
  parts.clock.advance(20 * HOUR_MS);
  expect((await keepWanted(parts, alice, [wanted, crypto.randomUUID()])).map(({ id }) => id)).toEqual([
    wanted,
  ]);
  parts.clock.advance(10 * HOUR_MS);
  await sweepFiles(parts);
  expect(await Promise.all([wanted, other].map(isThere))).toEqual([true, false]);
  expect(await keepWanted(parts, alice, [other])).toEqual([]);
  parts.clock.advance(25 * HOUR_MS);
  await sweepFiles(parts);
  expect(await isThere(wanted)).toBe(false);
});

test('a file that is sent while a sweep looks at it is kept, or the send is refused', async () => {
  const room = await makeRoom();
  for (let round = 0; round < 12; round += 1) {
    const id = await upload();
    parts.clock.advance(25 * HOUR_MS);
    const sending = send(room, [id]).then(
      () => true,
      () => false,
    );
    await Promise.all([sending, sweepFiles(parts)]);
    expect(await isThere(id)).toBe(await sending);
  }
});

test('what is young, or of another shape than our keys, is left alone', async () => {
  const old = await stray();
  await stray('other/program');
  parts.clock.advance(25 * HOUR_MS);
  const young = { ...parts, clock: new FakeClock(Date.now()) };
  expect(await sweepFiles(young)).toMatchObject({ strays: 0 });
  expect(await sweepFiles(parts)).toMatchObject({ strays: 1 });
  expect(await parts.storage.size(old)).toBeNull();
  expect(await parts.storage.size('other/program')).toBe(15);
  await parts.storage.remove('other/program');
});

test('a row whose object is gone is told of, and stays', async () => {
  const id = await upload();
  await send(await makeRoom(), [id]);
  const [key = ''] = await keysOf([id]);
  await parts.storage.remove(key);
  parts.clock.advance(25 * HOUR_MS);
  expect(await sweepFiles(parts)).toMatchObject({ missing: 1 });
  expect(await isThere(id)).toBe(true);
  await removeFile(parts, alice, id);
});

test('while the storage is away deleted files keep their place in the queue', async () => {
  const id = await upload();
  const [key = ''] = await keysOf([id]);
  const away = { ...parts.storage, remove: () => Promise.reject(new Error('the store is away')) };
  await removeFile({ ...parts, storage: away }, alice, id);
  expect(await isThere(id)).toBe(false);
  expect(await sweepFiles({ ...parts, storage: away })).toMatchObject({ emptied: 0 });
  expect(await parts.storage.size(key)).toBeGreaterThan(0);
  expect(await sweepFiles(parts)).toMatchObject({ emptied: 1 });
  expect(await parts.storage.size(key)).toBeNull();
});

test('of several processes one sweeps at a time', async () => {
  const { promise: going, resolve: go } = Promise.withResolvers<void>();
  const { promise: listing, resolve: begun } = Promise.withResolvers<void>();
  const slow: Storage = {
    ...parts.storage,
    async *list() {
      begun();
      await going;
      yield* parts.storage.list();
    },
  };
  const first = sweepFiles({ ...parts, storage: slow });
  await listing;
  expect(await sweepFiles(parts)).toBeNull();
  go();
  expect(await first).not.toBeNull();
  expect(await sweepFiles(parts)).not.toBeNull();
});
