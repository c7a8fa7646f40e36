import { expect, test } from 'bun:test';
import { FakeConversation, makeUser } from '../../test/harness/fake-chat-server.ts';
import { FakeWorld, settled } from '../../test/harness/fake-page.ts';

const alice = makeUser('Alice');
const bob = makeUser('Bob');

test('what others said just before a message of my own is marked delivered too', async () => {
  const room = new FakeConversation([alice, bob]);
  for (const text of ['one', 'two', 'three']) room.say(bob, text);
  const world = new FakeWorld(alice, [alice, bob], [room]);
  room.say(alice, 'I was quicker');
  const stores = await world.open();
  await world.connect();
  expect(world.sent('chat.mark')).toMatchObject([{ delivered: 3 }]);
  world.clock.advance(1_000);
  world.socket.receive(room.say(alice, 'and again'));
  world.socket.receive(room.say(bob, 'wait'));
  await settled();
  world.clock.advance(1_000);
  await settled();
  expect(world.sent('chat.mark').at(-1)).toMatchObject({ delivered: 6 });
  stores.close();
});
