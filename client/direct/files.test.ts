import { expect, test } from 'bun:test';
import { settle } from '../fake-clock.ts';
import { FakeBrowser, type FakePage, until } from './fake-pair.ts';
import { MESSAGE_BYTES } from './file-pump.ts';
import type { PickedFile } from './places.ts';

const SIZE = 5 * 1024 * 1024 + 17;
const bytes = new Uint8Array(SIZE).map((_, index) => (index * 31) ^ (index >> 8));
const sha256 = (data: Uint8Array) => new Bun.CryptoHasher('sha256').update(data).digest('hex');

async function arrivedSha({ disk }: FakeBrowser, id: string): Promise<string> {
  return sha256(new Uint8Array((await (await disk.read(id))?.arrayBuffer()) ?? new ArrayBuffer()));
}

async function offered() {
  const [alice, bob] = [new FakeBrowser('alice'), new FakeBrowser('bob')];
  alice.page.connect(bob.page);
  await settle();
  alice.page.sender.offer(new File([bytes], 'film.mp4', { type: 'video/mp4' }), 'bob');
  await until('the offer', () => bob.page.lines.size === 1);
  const { id } = bob.page.file();
  const arrived = () => until('the file', () => bob.page.file().state === 'there');
  return { alice, bob, id, arrived };
}

test('a file goes when its receiver says so, in messages of 64 KiB, and is the same at the end', async () => {
  const { alice, bob, id, arrived } = await offered();
  expect(bob.page.file()).toMatchObject({ name: 'film.mp4', size: SIZE, state: 'offered', mine: false });
  await settle();
  expect(alice.page.bytes.messages).toBe(0);
  await bob.page.receiver.accept(id);
  await arrived();
  expect(await arrivedSha(bob, id)).toBe(sha256(bytes));
  expect(alice.page.bytes.largest).toBe(MESSAGE_BYTES);
  expect(alice.page.bytes.most).toBeLessThanOrEqual(1024 * 1024 + MESSAGE_BYTES);
  await until('that Alice knows', () => alice.page.file().state === 'there');
});

test('a file goes on from where it stood when the line broke, and after either page was reloaded', async () => {
  const { alice, bob, id, arrived } = await offered();
  alice.page.disconnect();
  await bob.page.receiver.accept(id);
  for (const reloads of [[], [alice], [bob], [alice, bob]]) {
    const before = bob.disk.length(id);
    for (const browser of reloads) await browser.reload();
    expect(bob.page.file()).toMatchObject({ state: 'held', with: 'alice' });
    const broken = breakAfter(alice.page, 12);
    alice.page.connect(bob.page);
    await broken;
    expect(bob.disk.length(id)).toBeGreaterThan(before);
    expect(bob.disk.length(id)).toBeLessThan(before + 12 * MESSAGE_BYTES);
  }
  alice.page.connect(bob.page);
  await arrived();
  expect(await arrivedSha(bob, id)).toBe(sha256(bytes));
});

function breakAfter(page: FakePage, messages: number): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  page.bytes.breaksAfter = page.bytes.messages + messages;
  page.bytes.onBreak = () => {
    page.disconnect();
    resolve();
  };
  return promise;
}

test('a file that a reload took from its sender is chosen again, and goes on; another is not taken for it', async () => {
  const { alice, bob, id, arrived } = await offered();
  alice.page.files.clear();
  await alice.reload();
  expect(alice.page.file().state).toBe('gone');
  alice.page.connect(bob.page);
  await bob.page.receiver.accept(id);
  expect(alice.page.sender.renew(id, new File([bytes.subarray(1)], 'film.mp4'))).toBe(false);
  expect(alice.page.sender.renew(id, new File([bytes], 'other.mp4'))).toBe(false);
  expect(alice.page.sender.renew(id, new File([bytes], 'film.mp4'))).toBe(true);
  await arrived();
  expect(await arrivedSha(bob, id)).toBe(sha256(bytes));
});

test('what arrived and is not what was sent is thrown away and said, and can be had again', async () => {
  const { alice, bob, id, arrived } = await offered();
  bob.disk.spoils = true;
  await bob.page.receiver.accept(id);
  await until('that it is broken', () => bob.page.file().state === 'broken');
  expect(bob.disk.has(id)).toBe(false);
  await until('that Alice knows', () => alice.page.file().state === 'broken');
  bob.disk.spoils = false;
  await bob.page.receiver.accept(id);
  await arrived();
  expect(await arrivedSha(bob, id)).toBe(sha256(bytes));
});

test('a disk that is full is said, and with more room the file goes on', async () => {
  const { bob, id, arrived } = await offered();
  bob.disk.capacity = 2 * 1024 * 1024;
  await bob.page.receiver.accept(id);
  await until('that there is no room', () => bob.page.file().state === 'no-room');
  bob.disk.capacity = Number.POSITIVE_INFINITY;
  await bob.page.receiver.accept(id);
  await arrived();
});

/** Two files, of which the first is longer than what is sent ahead. */
async function offeredTwo() {
  const { alice, bob } = await offered();
  const long = new Uint8Array(36 * 1024 * 1024).fill(7);
  alice.page.sender.offer(new File([long], 'long.mp4'), 'bob');
  await until('both offers', () => bob.page.lines.size === 2);
  const [short, other] = [...bob.page.lines.keys()];
  if (!short || !other) throw new Error('two files were offered');
  const stateAt = (page: FakePage, id: string) => page.lines.get(id)?.state;
  return { alice, bob, short, other, stateAt };
}

test('a full disk frees the line for other files, and the file itself goes on without a new connection', async () => {
  const { alice, bob, short, other, stateAt } = await offeredTwo();
  bob.disk.capacity = 1024 * 1024;
  await bob.page.receiver.accept(other);
  await until('that there is no room', () => stateAt(bob.page, other) === 'no-room');
  await until('that Alice knows', () => stateAt(alice.page, other) === 'no-room');
  bob.disk.capacity = Number.POSITIVE_INFINITY;
  await bob.page.receiver.accept(short);
  await until('the short one', () => stateAt(bob.page, short) === 'there');
  await bob.page.receiver.accept(other);
  await until('the long one', () => stateAt(bob.page, other) === 'there');
});

test('asked for anew, a file goes on from there, though its sender was still at it', async () => {
  const { alice, bob, id, arrived } = await offered();
  await bob.page.receiver.accept(id);
  await until('some of it', () => bob.page.file().moved > 0);
  bob.page.receiver.hear({ t: 'file.offer', id, name: 'film.mp4', size: SIZE, type: 'video/mp4' });
  await arrived();
  expect(await arrivedSha(bob, id)).toBe(sha256(bytes));
  expect(alice.page.bytes.begins).toBe(2);
});

test('a file that its sender could read no longer goes on over the same connection when it is chosen again', async () => {
  const { alice, bob } = await offered();
  let tear = () => {};
  const torn = new File([bytes], 'torn.mp4');
  torn.slice = () => {
    const start = new Blob([bytes.subarray(0, 1024 * 1024)]);
    start.stream = () =>
      new ReadableStream({
        start(controller) {
          controller.enqueue(bytes.slice(0, 1024 * 1024));
          tear = () => controller.error(new DOMException('It changed.', 'NotReadableError'));
        },
      });
    return start;
  };
  alice.page.sender.offer(torn, 'bob');
  await until('both offers', () => bob.page.lines.size === 2);
  const { id } = bob.page.file();
  await bob.page.receiver.accept(id);
  await until('some of it', () => bob.page.file().moved > 0);
  tear();
  await until('that it is gone', () => alice.page.file().state === 'gone');
  expect(alice.page.sender.renew(id, new File([bytes], 'torn.mp4'))).toBe(true);
  await until('the file', () => bob.page.file().state === 'there');
  expect(await arrivedSha(bob, id)).toBe(sha256(bytes));
});

test('a file that became shorter while it was sent is not said to be whole', async () => {
  const { alice, bob } = await offered();
  const cut = new File([bytes], 'cut.mp4');
  cut.slice = () => new Blob([bytes.subarray(0, 100_000)]);
  alice.page.sender.offer(cut, 'bob');
  await until('both offers', () => bob.page.lines.size === 2);
  await bob.page.receiver.accept(bob.page.file().id);
  await until('that it is gone', () => alice.page.file().state === 'gone');
  expect(bob.page.file().state).toBe('moving');
});

test('either of the two stops it, and what was there is gone', async () => {
  const { alice, bob, id } = await offered();
  await bob.page.receiver.accept(id);
  await until('some of it', () => bob.page.file().moved > 0);
  alice.page.sender.stop(id);
  await until('that Bob knows', () => bob.page.file().state === 'stopped');
  expect(bob.disk.has(id)).toBe(false);
});

test('after a reload a file goes on into the place that was picked when its person allows it', async () => {
  const { alice, bob, id, arrived } = await offered();
  const name = 'my film.mp4';
  const picked: PickedFile = {
    name,
    getFile: async () => new Blob(),
    createWritable: () => Promise.reject(),
  };
  const broken = breakAfter(alice.page, 12);
  await bob.page.receiver.acceptInto(id, picked);
  await broken;
  await bob.reload();
  bob.disk.isLocked = true;
  alice.page.connect(bob.page);
  await until('the question', () => bob.page.file().state === 'asks');
  expect(bob.page.file().place).toBe(name);
  await bob.page.receiver.accept(id);
  await arrived();
  expect(await arrivedSha(bob, id)).toBe(sha256(bytes));
});

test('a file that was offered to Bob is not offered to Carol', async () => {
  const { alice } = await offered();
  const carol = new FakeBrowser('carol');
  alice.page.disconnect();
  alice.page.connect(carol.page);
  await settle();
  expect(carol.page.lines.size).toBe(0);
});
