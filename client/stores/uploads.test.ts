import { expect, test } from 'bun:test';
import type { FileInfo } from '../../protocol/chat.ts';
import { ParleyError } from '../../protocol/errors.ts';
import { makeUuid } from '../uuid.ts';
import { FakeConversation, makeUser } from '../../test/harness/fake-chat-server.ts';
import { FakeWorld, settled } from '../../test/harness/fake-page.ts';

const alice = makeUser('Alice');
const room = new FakeConversation([alice]);
const { id } = room.state;

const makeFile = (name: string, size = 10) => new File(['x'.repeat(size)], name);
const infoOf = (file: File): FileInfo => ({
  id: makeUuid(),
  ownerId: alice.id,
  name: file.name,
  size: file.size,
  type: 'text/plain',
  width: null,
  height: null,
  hasThumbnail: false,
  voice: null,
  removed: false,
  createdAt: 0,
});

async function setUp() {
  const world = new FakeWorld(alice, [alice], [room]);
  const stores = await world.open();
  await world.connect();
  const transfer = (index: number) => {
    const found = world.transfers.running[index];
    if (!found) throw new Error(`Upload ${index} has not begun.`);
    return found;
  };
  return { world, uploads: stores.uploads, transfer, stores };
}

test('files travel a few at a time in the order they were added, with their progress', async () => {
  const { world, uploads, transfer } = await setUp();
  uploads.add(
    id,
    ['one', 'two', 'three', 'four'].map((name) => makeFile(name)),
  );
  expect(uploads.of(id).map(({ name }) => name)).toEqual(['one', 'two', 'three', 'four']);
  expect(world.transfers.running.length).toBe(3);
  const [before] = uploads.of(id);
  transfer(0).events.onProgress(4);
  expect(uploads.of(id)[0]).toMatchObject({ state: 'uploading', sent: 4, size: 10 });
  expect(uploads.of(id)[0]).toBe(before as never);
  transfer(0).events.onDone(infoOf(transfer(0).file));
  expect(world.transfers.running.map(({ file }) => file.name)).toEqual(['one', 'two', 'three', 'four']);
});

test('what is finished is taken for sending, the rest stays in the composer', async () => {
  const { uploads, transfer } = await setUp();
  uploads.add(id, [makeFile('one'), makeFile('two')]);
  const info = infoOf(transfer(0).file);
  transfer(0).events.onDone(info);
  expect(uploads.take(id)).toEqual([info]);
  expect(uploads.of(id).map(({ name }) => name)).toEqual(['two']);
  expect(uploads.of(makeUuid())).toEqual([]);
});

test('an interrupted upload waits, and goes on when the connection is back or after a while', async () => {
  const { world, uploads, transfer } = await setUp();
  uploads.add(id, [makeFile('one')]);
  transfer(0).events.onProgress(6);
  await world.disconnect();
  transfer(0).events.onInterrupted();
  expect(uploads.of(id)[0]).toMatchObject({ state: 'paused', sent: 6 });
  await world.connect();
  expect(transfer(0).resumed).toBe(1);
  expect(uploads.of(id)[0]).toMatchObject({ state: 'uploading', sent: 6 });
  transfer(0).events.onInterrupted();
  world.clock.advance(10_000);
  expect(transfer(0).resumed).toBe(2);
});

test('a cancelled upload is gone here and at the server, and makes room for the next', async () => {
  const { world, uploads, transfer } = await setUp();
  uploads.add(
    id,
    ['one', 'two', 'three', 'four'].map((name) => makeFile(name)),
  );
  uploads.cancel(uploads.of(id)[1]?.id ?? '');
  expect(transfer(1).cancelled).toBe(true);
  expect(uploads.of(id).map(({ name }) => name)).toEqual(['one', 'three', 'four']);
  expect(world.transfers.running.length).toBe(4);
  uploads.cancel(uploads.of(id)[2]?.id ?? '');
  world.clock.advance(60_000);
  expect(uploads.of(id).length).toBe(2);
});

test('a file over the limit fails before a byte is sent; a refused one can be tried again', async () => {
  const { world, uploads, transfer } = await setUp();
  uploads.add(id, [makeFile('large', 1_001), makeFile('small', 1_000)]);
  expect(uploads.of(id)[0]).toMatchObject({ state: 'failed', problem: expect.stringContaining('larger') });
  expect(world.transfers.running.length).toBe(1);
  transfer(0).events.onRefused(new ParleyError('unsupported_type', 'No.'));
  expect(uploads.of(id)[1]?.state).toBe('failed');
  uploads.retry(uploads.of(id)[1]?.id ?? '');
  expect(uploads.of(id)[1]?.state).toBe('uploading');
  transfer(1).events.onDone(infoOf(transfer(1).file));
  expect(uploads.take(id).map(({ name }) => name)).toEqual(['small']);
});

test('a picture without a conversation is uploaded and answered', async () => {
  const { uploads, transfer } = await setUp();
  const answer = uploads.uploadOne(makeFile('face.png'));
  const info = infoOf(transfer(0).file);
  transfer(0).events.onDone(info);
  expect(await answer).toEqual(info);
  const refused = uploads.uploadOne(makeFile('face.exe')).catch((error: unknown) => error);
  transfer(1).events.onRefused(new ParleyError('unsupported_type', 'No.'));
  expect(await refused).toMatchObject({ code: 'unsupported_type' });
});

test('signing out cancels what is on its way', async () => {
  const { uploads, transfer, stores } = await setUp();
  uploads.add(id, [makeFile('one')]);
  await stores.session.signOut();
  expect(transfer(0).cancelled).toBe(true);
  expect(uploads.of(id)).toEqual([]);
});

test('a file that goes alone is sent by itself when it is there, and nothing of the composer with it', async () => {
  const { world, uploads, transfer } = await setUp();
  uploads.add(id, [makeFile('attached')]);
  uploads.post({ conversationId: id, threadRootId: null }, makeFile('spoken'));
  expect(uploads.of(id).map(({ name, alone }) => [name, alone])).toEqual([
    ['attached', false],
    ['spoken', true],
  ]);
  transfer(0).events.onDone(infoOf(transfer(0).file));
  const spoken = infoOf(transfer(1).file);
  transfer(1).events.onDone(spoken);
  expect(uploads.of(id).map(({ name }) => name)).toEqual(['attached']);
  await settled();
  expect(world.sent('chat.send')).toMatchObject([{ conversationId: id, text: '', fileIds: [spoken.id] }]);
});

const nextTurn = () => Bun.sleep(1);

test('after a reload finished files and those on their way are in their composer again', async () => {
  const { world, uploads, transfer } = await setUp();
  uploads.add(id, [makeFile('done.txt'), makeFile('half.bin')]);
  const info = infoOf(transfer(0).file);
  transfer(0).events.onDone(info);
  transfer(1).events.onProgress(5);
  await nextTurn();
  world.atServer.push(info);
  world.closeTabs();
  const { uploads: after } = await world.open();
  await nextTurn();
  expect(after.of(id).map(({ name, state }) => [name, state])).toEqual([
    ['done.txt', 'done'],
    ['half.bin', 'uploading'],
  ]);
  expect(transfer(2).file).toMatchObject({ name: 'half.bin', size: 10 });
  transfer(2).events.onDone(infoOf(transfer(2).file));
  expect(after.take(id).map(({ name }) => name)).toEqual(['done.txt', 'half.bin']);
  await nextTurn();
  expect(await world.shelved.all()).toEqual([]);
});

test('what another tab shows is not shown twice', async () => {
  const { world, uploads } = await setUp();
  uploads.add(id, [makeFile('one')]);
  await nextTurn();
  const { uploads: other } = await world.open();
  await nextTurn();
  expect(other.of(id)).toEqual([]);
  expect(uploads.of(id)).toHaveLength(1);
});

test('what the server no longer has is dropped with a word', async () => {
  const { world, uploads, transfer } = await setUp();
  uploads.add(id, [makeFile('old.txt')]);
  transfer(0).events.onDone(infoOf(transfer(0).file));
  await nextTurn();
  world.closeTabs();
  const { uploads: after, toasts } = await world.open();
  await nextTurn();
  expect(after.of(id)).toEqual([]);
  expect(toasts.list()).toMatchObject([
    { tone: 'info', text: expect.stringContaining('old.txt is no longer') },
  ]);
});

test('what was cancelled, refused or sent does not come back', async () => {
  const { world, uploads, transfer } = await setUp();
  uploads.add(id, [makeFile('sent'), makeFile('refused'), makeFile('cancelled')]);
  transfer(0).events.onDone(infoOf(transfer(0).file));
  transfer(1).events.onRefused(new ParleyError('over_quota', 'No.', { leftBytes: 5 }));
  expect(uploads.of(id)[1]).toMatchObject({ state: 'failed', problem: expect.stringContaining('5 B') });
  uploads.cancel(uploads.of(id)[2]?.id ?? '');
  uploads.take(id);
  await nextTurn();
  expect(await world.shelved.all()).toEqual([]);
});
