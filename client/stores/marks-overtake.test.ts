import { expect, test } from 'bun:test';
import type { DownEvent } from '../../protocol/down.ts';
import { answersOf, makeUser, makeWelcome } from '../../test/harness/fake-chat-server.ts';
import { FakeThreads } from '../../test/harness/fake-threads.ts';
import { FakeClock } from '../../server/clock.ts';
import { FakeSocket } from '../socket/fake-socket.ts';
import { ChatModel } from './chat-model.ts';

const alice = makeUser('Alice');
const bob = makeUser('Bob');

/** The server reads a conversation, Bob marks, everyone hears of it, and only then comes what was read. */
const SNAPSHOTS = {
  'as one that was joined': (conversation: FakeThreads['state']): DownEvent => ({
    t: 'chat.opened',
    conversation,
    users: [alice, bob],
  }),
  'in a welcome': (state: FakeThreads['state']): DownEvent =>
    makeWelcome(alice, [alice, bob], Object.assign(new FakeThreads([alice, bob]), { state })),
};

for (const [how, tell] of Object.entries(SNAPSHOTS)) {
  test.each([true, false])(
    `a mark that overtook its conversation, ${how}, stands: known before %p`,
    (isKnown) => {
      const room = new FakeThreads([alice, bob]);
      const model = new ChatModel(new FakeSocket(answersOf(room)), new FakeClock());
      const { id } = room.state;
      room.say(bob, 'hello');
      if (isKnown) model.hear(makeWelcome(alice, [alice, bob], room));
      const snapshot = structuredClone(room.state);
      for (const user of [alice, bob]) {
        model.hear({ t: 'chat.marked', conversationId: id, userId: user.id, delivered: 1, read: 1 });
      }
      model.hear(tell(snapshot));
      const members = model.get(id)?.conversation.members ?? [];
      expect(members.map(({ readNumber, deliveredNumber }) => [readNumber, deliveredNumber])).toEqual([
        [1, 1],
        [1, 1],
      ]);
    },
  );
}

test('what named this user and was read meanwhile counts no more', () => {
  const room = new FakeThreads([alice, bob]);
  const model = new ChatModel(new FakeSocket(answersOf(room)), new FakeClock());
  const { id } = room.state;
  room.say(bob, 'hello');
  model.hear(makeWelcome(alice, [alice, bob], room));
  const snapshot = { ...structuredClone(room.state), mentioned: [1] };
  model.hear({ t: 'chat.marked', conversationId: id, userId: alice.id, delivered: 1, read: 1 });
  model.hear({ t: 'chat.opened', conversation: snapshot, users: [alice, bob] });
  expect(model.get(id)?.conversation.mentioned).toEqual([]);
});
