import { afterAll, beforeAll, expect, test } from 'bun:test';
import type { Message } from '../../protocol/chat.ts';
import { VOICE_PEAKS } from '../../protocol/limits.ts';
import { makePushCast, type People, type PushCast } from '../harness/push-cast.ts';
import { bodies } from '../harness/push-service.ts';
import { upload } from '../harness/uploads.ts';

let push: PushCast;
let cast: People;
beforeAll(async () => {
  push = await makePushCast(1);
  cast = push.people;
}, 30_000);
afterAll(() => push.close());

const answer = (root: Message, text: string) =>
  push.say(root.conversationId, text, { threadRootId: root.id });
const bobReads = ({ conversationId, threadRootId, number }: Message) =>
  cast.bob.api.messages.mark.mutate({ conversationId, threadRootId, read: number });

test('a reply in a thread is told to who follows it, once, with its way there; not to who does not or has read it', async () => {
  const { bob, carol } = cast;
  const [atBob, atCarol] = [await push.subscribed(bob), await push.subscribed(carol)];
  const id = await push.watercooler();
  const root = await push.say(id, 'Lunch?', { who: bob });
  await carol.api.messages.mark.mutate({ conversationId: id, read: root.number });
  await answer(root, 'Noon');
  const reply = await answer(root, 'Or one');
  await push.told('the reply', () => atBob.arrived.length > 0);
  await push.settled();
  expect(atBob.arrived).toHaveLength(1);
  expect(atBob.arrived[0]).toMatchObject({
    payload: { number: reply.number, threadRootId: root.id, body: 'Or one' },
    topic: root.id.replaceAll('-', ''),
  });
  expect(atBob.arrived[0]?.payload.title).toBe('Alice in a thread of Watercooler');
  expect(bodies(atCarol)).not.toContain('Noon');
  expect(bodies(atCarol)).not.toContain('Or one');

  const read = await answer(root, 'Or two');
  await bobReads(read);
  await push.settled();
  await answer(root, 'What do you say, @carol?');
  await push.told('the mention', () => bodies(atCarol).includes('What do you say, @carol?'));
  await push.told('the next reply', () => bodies(atBob).includes('What do you say, @carol?'));
  expect(bodies(atBob)).not.toContain('Or two');
  for (const [who, device] of [
    [bob, atBob],
    [carol, atCarol],
  ] as const)
    await who.api.users.unsubscribePush.mutate({ endpoint: device.target.endpoint });
});

test('of a thread that is followed, a conversation at mentions tells those alone; a muted one, and who stopped following, nothing', async () => {
  const { bob } = cast;
  const device = await push.subscribed(bob);
  const id = await push.watercooler();
  const root = await push.say(id, 'Lunch?', { who: bob });
  const choose = (level: 'all' | 'mentions', mutedUntil: number | null = null) =>
    bob.api.users.setConversation.mutate({ conversationId: id, level, mutedUntil });
  await choose('mentions');
  await answer(root, 'for nobody');
  await push.settled();
  expect(bodies(device)).toEqual([]);
  await answer(root, 'for @bob');
  await push.told('the mention', () => device.arrived.length === 1);
  await choose('all', Date.now() + 3_600_000);
  const muted = await answer(root, 'muted @bob');
  await push.settled();
  await bobReads(muted);
  await choose('all');
  await bob.api.messages.followThread.mutate({ rootId: root.id, on: false });
  const missed = await answer(root, 'not followed');
  await push.settled();
  await bobReads(missed);
  expect(bodies(device)).toEqual(['for @bob']);
  await bob.api.messages.followThread.mutate({ rootId: root.id, on: true });
  await answer(root, 'followed again');
  await push.told('the reply', () => device.arrived.length === 2);
  expect(bodies(device)).toEqual(['for @bob', 'followed again']);
});

test('a poll, a file and a voice message are told by what they are', async () => {
  const { alice, bob } = cast;
  const device = await push.subscribed(bob);
  const conversationId = await push.direct(bob);
  const voice = { durationMs: 900, peaks: Array.from({ length: VOICE_PEAKS }, () => 7) };
  const head = [0x1a, 0x45, 0xdf, 0xa3, 0x87, 0x42, 0x82, 0x84, ...Buffer.from('webm')];
  const bytes = new Uint8Array([...head, 0x18, 0x53, 0x80, 0x67, 0xff, 0x86, 0x86, ...Buffer.from('A_OPUS')]);
  const recording = await upload(alice, { name: 'voice.webm', type: 'audio/webm', bytes, voice });
  const sound = await upload(alice, { name: 'song.webm', type: 'audio/webm', bytes });
  const sent = [
    ['Lunch?', { poll: { options: ['Soup', 'Salad'] } }, 'Poll: Lunch?'],
    ['', { fileIds: [recording.id] }, 'Voice message'],
    ['', { fileIds: [sound.id] }, 'A file'],
  ] satisfies [string, object, string][];
  for (const [index, [text, more, body]] of sent.entries()) {
    await push.say(conversationId, text, more);
    await push.told(body, () => device.arrived.length === index + 1);
    expect(bodies(device).at(-1)).toBe(body);
  }
});
