import { expect, test } from 'bun:test';
import { FakeWorld, settled } from '../../test/harness/fake-page.ts';
import { FakeConversation, makeUser } from '../../test/harness/fake-chat-server.ts';
import { invalid } from '../../protocol/errors.ts';
import { makeUuid } from '../uuid.ts';

const alice = makeUser('Alice');
const bob = makeUser('Bob');

async function setUp() {
  const room = new FakeConversation([alice, bob]);
  const world = new FakeWorld(alice, [alice, bob], [room]);
  const stores = await world.open();
  await world.connect();
  const place = { conversationId: room.state.id, threadRootId: null };
  const sends: { text: string; fileIds: string[] }[] = [];
  const answer = world.socket.answers['chat.send'];
  world.socket.answers['chat.send'] = (up) => {
    sends.push({ text: up.text, fileIds: up.fileIds ?? [] });
    if (!answer) throw invalid('Nobody answers.');
    return answer(up);
  };
  const file = new File(['minutes'], 'minutes.txt');
  stores.uploads.add(place.conversationId, [file]);
  stores.drafts.write(place, { text: 'The minutes' });
  await settled();
  const [transfer] = world.transfers.running;
  if (!transfer) throw new Error('The upload has not begun.');
  return { stores, place, sends, transfer };
}

const arrived = {
  id: makeUuid(),
  ownerId: alice.id,
  name: 'minutes.txt',
  size: 7,
  type: 'text/plain',
  ...{ width: null, height: null, hasThumbnail: false, voice: null, removed: false, createdAt: 0 },
};

test('Send while a file is on its way sends both when the file is there, with no composer in sight', async () => {
  const { stores, place, sends, transfer } = await setUp();
  stores.armedSends.send(place, null);
  await settled();
  expect([sends, stores.armedSends.isArmed(place)]).toEqual([[], true]);
  transfer.events.onDone(arrived);
  await settled();
  expect(sends).toEqual([{ text: 'The minutes', fileIds: [arrived.id] }]);
  expect(stores.armedSends.isArmed(place)).toBe(false);
  expect(stores.drafts.of(place).text).toBe('');
});

test('a file that is refused sends nothing: the words stay, and their writer is told wherever they are', async () => {
  const { stores, place, sends, transfer } = await setUp();
  stores.armedSends.send(place, null);
  transfer.events.onRefused(invalid('It is no text.'));
  await settled();
  expect([sends, stores.armedSends.isArmed(place)]).toEqual([[], false]);
  expect(stores.drafts.of(place).text).toBe('The minutes');
  expect(stores.toasts.list().map(({ tone }) => tone)).toEqual(['problem']);
});

test('pressing Send again sends once', async () => {
  const { stores, place, sends, transfer } = await setUp();
  stores.armedSends.send(place, null);
  stores.armedSends.send(place, null);
  transfer.events.onDone(arrived);
  await settled();
  expect(sends.length).toBe(1);
});
