import { afterAll, beforeAll, beforeEach, expect, test } from 'bun:test';
import type { Message, NewPoll } from '../../protocol/chat.ts';
import { codeOf, connectSocket, type SignedIn, signUp } from '../harness/client.ts';
import { openDevice } from '../harness/device.ts';
import { expectInStep, openWatercooler, type Seat } from '../harness/in-step.ts';
import { startServer, type TestServer } from '../harness/server.ts';

let server: TestServer;
let cast: { alice: SignedIn; bob: SignedIn; carol: SignedIn };
let devices: Seat[] = [];
let id = '';

beforeAll(async () => {
  server = await startServer({ env: { REGISTRATION: 'open' } });
  const alice = await signUp(server, 'Alice', server.ownerToken ?? '');
  cast = { alice, bob: await signUp(server, 'Bob'), carol: await signUp(server, 'Carol') };
  devices = await Promise.all(
    Object.values(cast).map(async (client) => ({ client, device: await openDevice(client) })),
  );
});
afterAll(async () => {
  for (const { device } of devices) device.close();
  await server.close();
});
/** Alice owns it, Bob and Carol are members. */
beforeEach(async () => {
  id = await openWatercooler(devices);
});

const lunch = { options: ['Soup', 'Salad', 'Bread'] };
type Asked = Pick<NewPoll, 'options'> & Partial<NewPoll>;

async function ask(by: SignedIn, poll: Asked, text = 'Lunch?', clientId = crypto.randomUUID()) {
  return (await by.api.messages.send.mutate({ conversationId: id, clientId, text, poll })).message;
}
const vote = async (by: SignedIn, { id: messageId }: Message, ...choice: number[]) =>
  (await by.api.messages.vote.mutate({ messageId, choice })).message;
const choiceOf = async (by: SignedIn, { id: messageId }: Message) =>
  (await by.api.messages.choices.query({ messageIds: [messageId] })).choices[0]?.choice;
const countsOf = ({ poll }: Message) => poll?.options.map(({ count }) => count);

test('a poll counts votes as they come, change and are taken back, and every device is in step', async () => {
  const { alice, bob, carol } = cast;
  const sent = await ask(alice, lunch);
  expect(sent).toMatchObject({ text: 'Lunch?', poll: { several: false, anonymous: false, voters: 0 } });
  await vote(bob, sent, 0);
  await vote(carol, sent, 0);
  const after = await vote(bob, sent, 2);
  expect(after.poll?.options).toEqual([
    { text: 'Soup', count: 1, voterIds: [carol.user.id] },
    { text: 'Salad', count: 0, voterIds: [] },
    { text: 'Bread', count: 1, voterIds: [bob.user.id] },
  ]);
  expect(await vote(bob, sent, 2)).toEqual(after);
  expect((await vote(carol, sent)).poll?.voters).toBe(1);
  await expectInStep(devices, id);
});

test('a poll of which several options may be chosen counts people and choices apart', async () => {
  const { alice, bob, carol } = cast;
  const sent = await ask(alice, { ...lunch, several: true });
  await vote(carol, sent, 1);
  const after = await vote(bob, sent, 2, 1, 1);
  expect(countsOf(after)).toEqual([0, 2, 1]);
  expect(after.poll?.voters).toBe(2);
  expect(await choiceOf(bob, sent)).toEqual([1, 2]);
  await expectInStep(devices, id);
});

test('a poll tells what one has chosen to one’s own devices alone', async () => {
  const { alice, bob, carol } = cast;
  const [second, other] = [await connectSocket(bob), await connectSocket(carol)];
  const sent = await ask(alice, { ...lunch, anonymous: true });
  const { revision } = await vote(bob, sent, 1);
  const told = await second.next('chat.chose');
  expect(told).toEqual({ t: 'chat.chose', messageId: sent.id, revision, choice: [1] });
  expect([await choiceOf(bob, sent), await choiceOf(carol, sent)]).toEqual([[1], []]);
  await other.next('chat.changed', ({ change }) => change.kind === 'voted');
  const heard = JSON.stringify(other.received.filter(({ t }) => t !== 'session.welcome'));
  expect(heard).not.toContain(bob.user.id);
  const { changes } = await carol.api.messages.changes.query({ conversationId: id, after: sent.change });
  expect(JSON.stringify(changes)).not.toContain(bob.user.id);
  const voters = carol.api.messages.voters.query({ messageId: sent.id, option: 1 });
  expect(await codeOf(voters)).toBe('forbidden');
  await expectInStep(devices, id);
  second.close();
  other.close();
});

test('a poll that is open says who voted for what, in the order of the votes', async () => {
  const { alice, bob, carol } = cast;
  const sent = await ask(alice, lunch);
  for (const voter of [carol, alice, bob]) await vote(voter, sent, 1);
  const voters = await bob.api.messages.voters.query({ messageId: sent.id, option: 1 });
  expect(voters.map(({ name }) => name)).toEqual(['Carol', 'Alice', 'Bob']);
});

test('a poll is closed by who asked or by a moderator, and stays so', async () => {
  const { alice, bob, carol } = cast;
  const sent = await ask(bob, lunch);
  const { id: messageId } = sent;
  await vote(carol, sent, 0);
  expect(await codeOf(carol.api.messages.closePoll.mutate({ messageId }))).toBe('forbidden');
  const { message } = await alice.api.messages.closePoll.mutate({ messageId });
  expect(message.poll?.closedAt).toBeGreaterThan(0);
  expect((await bob.api.messages.closePoll.mutate({ messageId })).message).toEqual(message);
  expect(await codeOf(vote(carol, sent, 1))).toBe('conflict');
  expect(await choiceOf(carol, sent)).toEqual([0]);
  await expectInStep(devices, id);
});

test('a poll whose time is over takes no more votes', async () => {
  const { alice, bob } = cast;
  const sent = await ask(alice, { ...lunch, closesAt: 1_000 });
  expect(await codeOf(vote(bob, sent, 0))).toBe('conflict');
});

test('a poll is deleted with its votes, and cannot be edited', async () => {
  const { alice, bob } = cast;
  const sent = await ask(alice, lunch);
  await vote(bob, sent, 0);
  const edit = alice.api.messages.edit.mutate({ messageId: sent.id, text: 'Dinner?' });
  expect(await codeOf(edit)).toBe('forbidden');
  const { message } = await alice.api.messages.delete.mutate({ messageId: sent.id });
  expect(message.poll).toBeNull();
  expect(await codeOf(vote(bob, sent, 1))).toBe('conflict');
  expect(await choiceOf(bob, sent)).toBeUndefined();
  const { changes } = await bob.api.messages.changes.query({
    conversationId: id,
    after: sent.change,
  });
  expect(changes.map((change) => change.kind)).toEqual(['voted', 'deleted']);
  expect(changes[0]).toMatchObject({ poll: null });
  await expectInStep(devices, id);
});

test('a poll is sent once, whatever a retry brings, and stands in quotes as a poll', async () => {
  const { alice, bob } = cast;
  const clientId = crypto.randomUUID();
  const sent = await ask(alice, lunch, 'Lunch?', clientId);
  await vote(bob, sent, 1);
  const again = await ask(alice, { options: ['Other', 'Things'] }, 'Lunch?', clientId);
  expect(again).toMatchObject({ id: sent.id, poll: { voters: 1 } });
  const reply = { conversationId: id, clientId: crypto.randomUUID(), text: 'Soup', replyTo: sent.id };
  const { message } = await bob.api.messages.send.mutate(reply);
  expect(message.quote).toMatchObject({ text: 'Lunch?', poll: true });
  await expectInStep(devices, id);
});

test('a poll that makes no sense is refused, and nothing is stored', async () => {
  const { alice, bob } = cast;
  const many = Array.from({ length: 11 }, (_, n) => `${n}`);
  for (const options of [
    ['one'],
    ['one', 'one'],
    ['one', ' '],
    ['one', '\u0000'],
    many,
    ['a', 'b'.repeat(101)],
  ]) {
    expect(await codeOf(ask(alice, { options }))).toBe('invalid');
  }
  expect(await codeOf(ask(alice, lunch, ' '))).toBe('invalid');
  expect(await codeOf(ask(alice, lunch, 'a'.repeat(301)))).toBe('invalid');
  expect((await alice.api.groups.byId.query({ id })).conversation.lastNumber).toBe(1);
  const sent = await ask(alice, lunch);
  for (const choice of [[3], [0, 1], [-1], [0.5]]) {
    expect(await codeOf(vote(bob, sent, ...choice))).toBe('invalid');
  }
  const plain = { conversationId: id, clientId: crypto.randomUUID(), text: 'no poll' };
  const { message } = await alice.api.messages.send.mutate(plain);
  expect(await codeOf(vote(bob, message, 0))).toBe('invalid');
  await expectInStep(devices, id);
});

test('a poll of a conversation that one is no member of does not exist', async () => {
  const { alice, bob, carol } = cast;
  const sent = await ask(alice, lunch);
  await alice.api.groups.removeMember.mutate({ id, userId: carol.user.id });
  expect(await codeOf(vote(carol, sent, 0))).toBe('not_found');
  expect(await codeOf(carol.api.messages.closePoll.mutate({ messageId: sent.id }))).toBe('not_found');
  expect(await codeOf(carol.api.messages.voters.query({ messageId: sent.id, option: 0 }))).toBe('not_found');
  expect(await choiceOf(carol, sent)).toBeUndefined();
  expect(await choiceOf(bob, sent)).toEqual([]);
});
