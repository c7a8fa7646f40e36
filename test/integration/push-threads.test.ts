import { afterAll, beforeAll, expect, test } from 'bun:test';
import { resolve } from 'node:path';
import type { Message } from '../../protocol/chat.ts';
import { VOICE_PEAKS } from '../../protocol/limits.ts';
import { type SignedIn, signUp } from '../harness/client.ts';
import { bodies, startPushService, subscribe, until } from '../harness/push-service.ts';
import { startServer, type TestServer } from '../harness/server.ts';
import { upload } from '../harness/uploads.ts';

const WAIT_MS = 250;
const service = startPushService();
let server: TestServer;
let cast: { alice: SignedIn; bob: SignedIn; carol: SignedIn };
beforeAll(async () => {
  const program = [resolve(import.meta.dir, '../harness/push-server.ts'), String(WAIT_MS)];
  server = await startServer({ env: { REGISTRATION: 'open' }, program });
  const [alice, bob] = [await signUp(server, 'Alice'), await signUp(server, 'Bob')];
  cast = { alice, bob, carol: await signUp(server, 'Carol') };
}, 30_000);
afterAll(async () => {
  await server.close();
  await service.close();
});

const subscribed = (who: SignedIn) => subscribe(service, who);
async function watercooler(): Promise<string> {
  const settings = { name: 'Watercooler', description: '', visibility: 'private' } as const;
  const memberIds = [cast.bob.user.id, cast.carol.user.id];
  return (await cast.alice.api.groups.create.mutate({ ...settings, memberIds })).id;
}
const direct = async () => (await cast.alice.api.groups.direct.mutate({ userId: cast.bob.user.id })).id;
const say = (conversationId: string, text: string, who = cast.alice) =>
  who.api.messages.send.mutate({ conversationId, clientId: crypto.randomUUID(), text });

const answer = (root: Message, text: string, who = cast.alice) =>
  who.api.messages.send.mutate({
    ...{ conversationId: root.conversationId, threadRootId: root.id },
    ...{ clientId: crypto.randomUUID(), text },
  });
/** Whatever was to be pushed for the conversations so far was pushed: a later message to somebody else is. */
async function settled(): Promise<void> {
  const { alice, carol } = cast;
  const device = await subscribed(carol);
  const { id } = await alice.api.groups.direct.mutate({ userId: carol.user.id });
  await Bun.sleep(WAIT_MS);
  await say(id, 'settled');
  await until('the message behind it', () => device.arrived.length > 0);
  await carol.api.users.unsubscribePush.mutate({ endpoint: device.target.endpoint });
}

test('a reply in a thread is told to who follows it, once, with its way there; not to who does not or has read it', async () => {
  const { bob, carol } = cast;
  const [atBob, atCarol] = [await subscribed(bob), await subscribed(carol)];
  const id = await watercooler();
  const { message: root } = await say(id, 'Lunch?', bob);
  await carol.api.messages.mark.mutate({ conversationId: id, read: root.number });
  await answer(root, 'Noon');
  const { message: reply } = await answer(root, 'Or one');
  await until('the reply', () => atBob.arrived.length > 0);
  await settled();
  expect(atBob.arrived).toHaveLength(1);
  expect(atBob.arrived[0]).toMatchObject({
    payload: { number: reply.number, threadRootId: root.id, body: 'Or one' },
    topic: root.id.replaceAll('-', ''),
  });
  expect(atBob.arrived[0]?.payload.title).toBe('Alice in a thread of Watercooler');
  expect(bodies(atCarol)).not.toContain('Noon');
  expect(bodies(atCarol)).not.toContain('Or one');

  const { message: read } = await answer(root, 'Or two');
  await bob.api.messages.mark.mutate({ conversationId: id, threadRootId: root.id, read: read.number });
  await settled();
  await answer(root, 'What do you say, @carol?');
  await until('the mention', () => bodies(atCarol).includes('What do you say, @carol?'));
  await until('the next reply', () => bodies(atBob).includes('What do you say, @carol?'));
  expect(bodies(atBob)).not.toContain('Or two');
  for (const [who, device] of [
    [bob, atBob],
    [carol, atCarol],
  ] as const)
    await who.api.users.unsubscribePush.mutate({ endpoint: device.target.endpoint });
});

test('of a thread that is followed, a conversation at mentions tells those alone; a muted one, and who stopped following, nothing', async () => {
  const { bob } = cast;
  const device = await subscribed(bob);
  const id = await watercooler();
  const { message: root } = await say(id, 'Lunch?', bob);
  const choose = (level: 'all' | 'mentions', mutedUntil: number | null = null) =>
    bob.api.users.setConversation.mutate({ conversationId: id, level, mutedUntil });
  await choose('mentions');
  await answer(root, 'for nobody');
  await settled();
  expect(bodies(device)).toEqual([]);
  await answer(root, 'for @bob');
  await until('the mention', () => device.arrived.length === 1);
  await choose('all', Date.now() + 3_600_000);
  await answer(root, 'muted @bob');
  await settled();
  await choose('all');
  await bob.api.messages.followThread.mutate({ rootId: root.id, on: false });
  await answer(root, 'not followed');
  await settled();
  expect(bodies(device)).toEqual(['for @bob']);
  await bob.api.messages.followThread.mutate({ rootId: root.id, on: true });
  await answer(root, 'followed again');
  await until('the reply', () => device.arrived.length === 2);
  expect(bodies(device)).toEqual(['for @bob', 'followed again']);
});

test('a poll, a file and a voice message are told by what they are', async () => {
  const { alice, bob } = cast;
  const device = await subscribed(bob);
  const conversationId = await direct();
  const send = (more: object) =>
    alice.api.messages.send.mutate({ conversationId, clientId: crypto.randomUUID(), text: '', ...more });
  const voice = { durationMs: 900, peaks: Array.from({ length: VOICE_PEAKS }, () => 7) };
  const head = [0x1a, 0x45, 0xdf, 0xa3, 0x87, 0x42, 0x82, 0x84, ...Buffer.from('webm')];
  const bytes = new Uint8Array([...head, 0x18, 0x53, 0x80, 0x67, 0xff, 0x86, 0x86, ...Buffer.from('A_OPUS')]);
  const recording = await upload(alice, { name: 'voice.webm', type: 'audio/webm', bytes, voice });
  const sound = await upload(alice, { name: 'song.webm', type: 'audio/webm', bytes });
  const sent = [
    [{ text: 'Lunch?', poll: { options: ['Soup', 'Salad'] } }, 'Poll: Lunch?'],
    [{ fileIds: [recording.id] }, 'Voice message'],
    [{ fileIds: [sound.id] }, 'A file'],
  ] as const;
  for (const [index, [more, body]] of sent.entries()) {
    await send(more);
    await until(body, () => device.arrived.length === index + 1);
    expect(bodies(device).at(-1)).toBe(body);
  }
});
