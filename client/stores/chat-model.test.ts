import { expect, test } from 'bun:test';
import fc from 'fast-check';
import type { Conversation } from '../../protocol/chat.ts';
import type { DownEvent } from '../../protocol/down.ts';
import { unavailable } from '../../protocol/errors.ts';
import { FakeClock } from '../../server/clock.ts';
import { FakeSocket } from '../socket/fake-socket.ts';
import type { ThreadWindow } from './apply-thread.ts';
import { ChatModel } from './chat-model.ts';
import { answersOf, makeUser, makeWelcome } from '../../test/harness/fake-chat-server.ts';
import { FakeThreads } from '../../test/harness/fake-threads.ts';

const alice = makeUser('Alice');
const bob = makeUser('Bob');
const carol = makeUser('Carol');

const settled = () => new Promise((resolve) => setTimeout(resolve, 0));

function setUp(room = new FakeThreads([alice, bob])) {
  const socket = new FakeSocket(answersOf(room));
  const clock = new FakeClock();
  const model = new ChatModel(socket, clock);
  const { id } = room.state;
  const welcome = () => model.hear(makeWelcome(alice, [alice, bob, carol], room));
  const numbers = () => model.get(id)?.window?.messages.map(({ number }) => number);
  return { room, socket, clock, model, id, welcome, numbers };
}

const byUser = (conversation: Conversation | undefined) =>
  conversation && {
    ...conversation,
    members: conversation.members.toSorted((a, b) => (a.userId < b.userId ? -1 : 1)),
  };

const ACTS = [
  'say',
  'reply',
  'answer',
  'answer first',
  'correct',
  'name',
  'edit',
  'remove',
  'react',
  'pin',
  'preview',
  'vote',
  'rename',
  'toggle',
  'mark',
  'read',
] as const;
type Act = (typeof ACTS)[number];

const stepArbitrary = fc.record({
  act: fc.constantFrom<Act[]>('say', 'say', 'say', ...ACTS),
  /** Which message it is about, of all that there are. */
  at: fc.nat({ max: 100 }),
  fate: fc.constantFrom('arrives', 'arrives', 'lost', 'twice', 'late') as fc.Arbitrary<
    'arrives' | 'lost' | 'twice' | 'late'
  >,
  next: fc.constantFrom('go on', 'go on', 'go on', 'settle', 'resume', 'break', 'page') as fc.Arbitrary<
    'go on' | 'settle' | 'resume' | 'break' | 'page'
  >,
});

function act(room: FakeThreads, { act: what, at }: { act: Act; at: number }, index: number): DownEvent {
  const number = 1 + (at % room.state.lastNumber);
  const target = room.messages[number - 1];
  const text = `message ${index}`;
  const naming = at % 3 === 0 ? { mentionsAll: true } : { mentions: [at % 3 === 1 ? alice.id : carol.id] };
  return {
    say: () => room.say(bob, text),
    reply: () => room.say(bob, text, undefined, { replyTo: target?.id ?? null }),
    answer: () => room.reply(at % 2 === 0 ? bob : carol, number, text, naming),
    'answer first': () => room.reply(at % 2 === 0 ? bob : carol, 1, text, naming),
    correct: () => room.editReply(1, 1 + (at % (room.repliesTo(1).length + 1)), text) ?? room.say(bob, text),
    name: () => room.say(bob, text, undefined, naming),
    edit: () => room.edit(number, text, at % 2 === 0 ? naming : { mentions: [], mentionsAll: false }),
    remove: () => room.remove(number),
    react: () => room.react(bob, number, at % 2 === 0 ? '👍' : '🎉'),
    pin: () => room.pin(bob, number),
    preview: () => room.preview(number),
    vote: () => (target?.poll ? room.vote(number, at % 2) : room.ask(bob, text)),
    rename: () => room.rename(`Watercooler ${index}`),
    toggle: () => room.toggle(carol),
    mark: () => room.mark(bob, number),
    read: () => room.mark(alice, number),
  }[what]();
}

test('ends in the state of the server, whatever of its events is lost, doubled or late', async () => {
  const run = async (steps: { act: Act; at: number; fate: string; next: string }[]) => {
    const { room, socket, model, id, welcome } = setUp();
    room.say(alice, 'the first');
    welcome();
    await model.load(id, 'newest');
    const first = room.messages[0]?.id ?? '';
    await model.loadThread(id, first, 'newest');
    let late: DownEvent[] = [];
    for (const [index, step] of steps.entries()) {
      const event = act(room, step, index);
      if (step.fate === 'late') late.push(event);
      else if (step.fate !== 'lost') model.hear(event);
      if (step.fate === 'twice') model.hear(event);
      if (step.next === 'page') {
        void model.load(id, 'newest').catch(() => {});
        void model.loadThread(id, first, 'newest').catch(() => {});
      }
      if (step.next === 'settle') await settled();
      if (step.next === 'break') socket.become({ state: 'reconnecting', attempt: 1, nextTryAt: 0 });
      if (step.next === 'resume') {
        socket.become({ state: 'open' });
        welcome();
        for (const one of late) model.hear(one);
        late = [];
      }
    }
    socket.become({ state: 'open' });
    welcome();
    await settled();
    room.rename('Lost on the way');
    // A gap tells of everything before it; of marks only the welcome does.
    model.hear(room.say(bob, 'the last'));
    await settled();
    room.reply(carol, 1, 'lost under the first');
    model.hear(room.reply(bob, room.state.lastNumber, 'under the last'));
    await settled();
    const known = model.get(id);
    expect(byUser(known?.conversation)).toEqual(byUser(room.state));
    expect(known?.window?.messages.at(-1)).toEqual(room.messages.at(-1));
    expect(known?.window?.messages).toEqual(room.messages.slice(-(known?.window?.messages.length ?? 0)));
    expect(known?.window?.change).toBe(room.state.lastChange);
    const root = room.messages[0];
    const messages = room.repliesTo(1);
    expect(known?.threads.get(first)).toEqual({
      root,
      messages,
      change: room.state.lastChange,
    } as ThreadWindow);
  };
  await fc.assert(fc.asyncProperty(fc.array(stepArbitrary, { maxLength: 40 }), run), { numRuns: 150 });
});

test('applies the next change without asking, drops an old one, asks at a gap', async () => {
  const { room, socket, model, id, welcome, numbers } = setUp();
  welcome();
  await model.load(id, 'newest');
  const first = room.say(bob, 'one');
  model.hear(first);
  model.hear(first);
  expect(numbers()).toEqual([1]);
  expect(socket.sent.map(({ t }) => t)).toEqual(['chat.page']);
  room.say(bob, 'two');
  model.hear(room.say(bob, 'three'));
  await settled();
  expect(numbers()).toEqual([1, 2, 3]);
  expect(socket.sent.at(-1)).toMatchObject({ t: 'chat.changes', after: 1 });
});

test('needs nothing but the welcome for conversations that are not loaded', async () => {
  const { room, socket, model, id, welcome } = setUp();
  for (let count = 0; count < 10; count += 1) room.say(bob, 'hello');
  welcome();
  await settled();
  expect(model.get(id)?.conversation.lastNumber).toBe(10);
  expect(socket.sent).toEqual([]);
});

test('reads anew what lags too far behind', async () => {
  const { room, socket, model, id, welcome, numbers } = setUp();
  room.say(bob, 'hello');
  welcome();
  await model.load(id, 'newest');
  for (let count = 0; count < 400; count += 1) room.say(bob, 'hello');
  welcome();
  await settled();
  expect(numbers()?.at(-1)).toBe(401);
  expect(socket.sent.map(({ t }) => t)).toEqual(['chat.page', 'chat.page']);
});

test('pages both ways from any point, and then follows the newest end', async () => {
  const { room, model, id, welcome, numbers } = setUp();
  for (let count = 0; count < 200; count += 1) room.say(bob, 'hello');
  welcome();
  await model.load(id, 'around', 100);
  model.hear(room.say(bob, 'not adjoining'));
  const [first = 0, last = 0] = [numbers()?.[0], numbers()?.at(-1)];
  expect(first).toBeLessThanOrEqual(100);
  expect(last).toBeLessThan(200);
  await model.load(id, 'before', first);
  await model.load(id, 'after', last);
  expect(numbers()?.[0]).toBe(first - 50);
  await model.load(id, 'after', numbers()?.at(-1));
  model.hear(room.say(bob, 'adjoining'));
  expect(numbers()?.at(-1)).toBe(202);
});

test('asks again when the database was away', async () => {
  const { room, socket, model, id, welcome, clock, numbers } = setUp();
  welcome();
  await model.load(id, 'newest');
  const answer = socket.answers['chat.changes'];
  socket.answers['chat.changes'] = () => {
    throw unavailable('The database is away.');
  };
  room.say(bob, 'one');
  model.hear(room.say(bob, 'two'));
  await settled();
  expect(numbers()).toEqual([]);
  if (answer) socket.answers['chat.changes'] = answer;
  clock.advance(60_000);
  await settled();
  expect(numbers()).toEqual([1, 2]);
});

test('paints from the local copy and mends it by the changes since', async () => {
  const { room, model, id, welcome, numbers } = setUp();
  room.say(bob, 'one');
  const copy = { conversation: room.state, messages: [...room.messages] };
  room.say(bob, 'two');
  model.restore([copy.conversation]);
  model.restoreWindow(id, { change: copy.conversation.lastChange, messages: copy.messages });
  expect(numbers()).toEqual([1]);
  welcome();
  await settled();
  expect(numbers()).toEqual([1, 2]);
});

test('loses a conversation at once when this user is no longer in it', () => {
  const { model, id, welcome } = setUp();
  welcome();
  model.hear({ t: 'chat.closed', conversationId: id });
  expect(model.ids()).toEqual([]);
});

test('drops what a server restored from an older copy does not know', async () => {
  const { room, model, id, welcome } = setUp();
  const older = { ...room.state };
  room.say(bob, 'lost');
  welcome();
  await model.load(id, 'newest');
  room.state = older;
  welcome();
  expect(model.get(id)?.window).toBeNull();
  expect(model.get(id)?.conversation.lastChange).toBe(0);
});

test('a page of older messages that was read before they were changed catches up with the changes', async () => {
  const { room, socket, model, id, welcome } = setUp();
  for (let count = 0; count < 100; count += 1) room.say(bob, `message ${count}`);
  welcome();
  await model.load(id, 'newest');
  const answer = socket.answers['chat.page'];
  socket.answers['chat.page'] = async (up) => {
    const page = room.page(up);
    model.hear(room.edit(3, 'changed on the way'));
    model.hear(room.react(bob, 4, '👍'));
    return page;
  };
  await model.load(id, 'before', 51);
  await settled();
  expect(model.get(id)?.window?.messages).toEqual(room.messages);
  expect(model.get(id)?.window?.change).toBe(room.state.lastChange);
  if (answer) socket.answers['chat.page'] = answer;
});

test('a quote follows its source, also where the source is not loaded', async () => {
  const { room, model, id, welcome } = setUp();
  room.say(bob, 'Coffee?');
  for (let count = 0; count < 80; count += 1) room.say(bob, 'hello');
  room.say(alice, 'Yes', undefined, { replyTo: room.messages[0]?.id ?? null });
  welcome();
  await model.load(id, 'newest');
  const quote = () => model.get(id)?.window?.messages.at(-1)?.quote;
  expect(quote()).toMatchObject({ number: 1, text: 'Coffee?', deleted: false });
  model.hear(room.edit(1, `${'☕️'.repeat(300)}`));
  expect(quote()?.text).toBe('☕️'.repeat(100));
  model.hear(room.remove(1));
  expect(quote()).toMatchObject({ text: '', deleted: true });
  expect(model.get(id)?.conversation.lastMessage?.quote).toEqual(quote());
});

test('unread messages that name me are listed until I have read them, or they name me no more', () => {
  const { room, model, id, welcome } = setUp();
  welcome();
  const mentioned = () => model.get(id)?.conversation.mentioned;
  model.hear(room.say(bob, '@alice', undefined, { mentions: [alice.id] }));
  model.hear(room.say(bob, '@all', undefined, { mentionsAll: true }));
  model.hear(room.say(alice, '@all', undefined, { mentionsAll: true }));
  model.hear(room.say(bob, '@carol', undefined, { mentions: [carol.id] }));
  expect(mentioned()).toEqual([1, 2]);
  model.hear(room.edit(4, '@alice', { mentions: [alice.id] }));
  model.hear(room.remove(2));
  expect(mentioned()).toEqual([1, 4]);
  model.mark(id, { userId: alice.id, delivered: 2, read: 2 });
  expect(mentioned()).toEqual([4]);
});
