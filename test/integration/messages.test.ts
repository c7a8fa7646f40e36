import { afterAll, beforeAll, expect, test } from 'bun:test';
import type { UpInputOf } from '../../protocol/up.ts';
import { codeOf, connectSocket, type SignedIn, signUp, type TestSocket } from '../harness/client.ts';
import { startServer, type TestServer } from '../harness/server.ts';

let server: TestServer;
let cast: {
  alice: SignedIn;
  bob: SignedIn;
  carol: SignedIn;
  atAlice: TestSocket;
  atBob: TestSocket;
  atCarol: TestSocket;
};
const people = () => cast;
beforeAll(async () => {
  server = await startServer({ env: { REGISTRATION: 'open' } });
  const [alice, bob, carol] = [
    await signUp(server, 'Alice'),
    await signUp(server, 'Bob'),
    await signUp(server, 'Carol'),
  ];
  const [atAlice, atBob] = [await connectSocket(alice), await connectSocket(bob)];
  cast = { alice, bob, carol, atAlice, atBob, atCarol: await connectSocket(carol) };
});
afterAll(() => server.close());

const write = (conversationId: string, text: string): UpInputOf<'chat.send'> => ({
  t: 'chat.send',
  clientId: crypto.randomUUID(),
  conversationId,
  text,
});
async function watercooler(): Promise<string> {
  const memberIds = [people().bob.user.id];
  const settings = { name: 'Watercooler', description: '', visibility: 'private' } as const;
  const { id } = await people().alice.api.groups.create.mutate({ ...settings, memberIds });
  return id;
}
/** Twenty messages by tRPC: sockets may send thirty in ten seconds. */
async function filled(): Promise<string> {
  const id = await watercooler();
  for (let n = 2; n <= 20; n += 1) {
    await people().alice.api.messages.send.mutate({
      conversationId: id,
      clientId: crypto.randomUUID(),
      text: `${n}`,
    });
  }
  return id;
}

test('Alice writes to Bob: he has what she was told is stored, and she hears it at her other devices', async () => {
  const { alice, bob, atAlice, atBob } = people();
  const { id } = await alice.api.groups.direct.mutate({ userId: bob.user.id });
  await atBob.next('chat.opened');
  const { message } = await atAlice.request(write(id, 'Hello Bob'));
  expect(message).toMatchObject({ number: 1, change: 1, text: 'Hello Bob', senderId: alice.user.id });
  const mine = (socket: TestSocket) => socket.next('chat.changed', (event) => event.conversationId === id);
  expect((await mine(atBob)).change).toEqual({ kind: 'message', change: 1, message });
  expect((await mine(atAlice)).change).toEqual({ kind: 'message', change: 1, message });
  expect(people().atCarol.received.some((down) => down.t === 'chat.changed')).toBe(false);
});

test('a retry over the other transport returns the first message', async () => {
  const { alice, atAlice } = people();
  const up = write(await watercooler(), 'once');
  const { message } = await atAlice.request(up);
  const { clientId, conversationId } = up;
  const again = await alice.api.messages.send.mutate({ clientId, conversationId, text: 'twice' });
  expect(again.message).toEqual(message);
});

test('history is paged in both directions from any point', async () => {
  const { atBob } = people();
  const conversationId = await filled();
  const page = async (direction: 'newest' | 'before' | 'after' | 'around', anchor = 0, limit = 5) => {
    const ask = { t: 'chat.page', conversationId, direction, anchor, limit } as const;
    const { messages, hasBefore, hasAfter } = await atBob.request<'chat.page'>(ask);
    return [messages.map((message) => message.number), hasBefore, hasAfter];
  };
  expect(await page('newest')).toEqual([[16, 17, 18, 19, 20], true, false]);
  expect(await page('before', 16)).toEqual([[11, 12, 13, 14, 15], true, true]);
  expect(await page('before', 4)).toEqual([[1, 2, 3], false, true]);
  expect(await page('before', 1)).toEqual([[], false, true]);
  expect(await page('after', 16)).toEqual([[17, 18, 19, 20], true, false]);
  expect(await page('after', 3)).toEqual([[4, 5, 6, 7, 8], true, true]);
  expect(await page('after', 20)).toEqual([[], true, false]);
  expect(await page('around', 10)).toEqual([[8, 9, 10, 11, 12], true, true]);
  expect(await page('around', 1, 4)).toEqual([[1, 2], false, true]);
  expect(await page('newest', 0, 100)).toEqual([Array.from({ length: 20 }, (_, n) => n + 1), false, false]);
});

test('changes after a number come in order, as many as were asked for', async () => {
  const { atBob } = people();
  const conversationId = await filled();
  const ask = { t: 'chat.changes', conversationId, after: 3, limit: 10 } as const;
  const first = await atBob.request<'chat.changes'>(ask);
  expect(first.changes.map((change) => change.change)).toEqual([4, 5, 6, 7, 8, 9, 10, 11, 12, 13]);
  expect(first.more).toBe(true);
  const rest = await atBob.request<'chat.changes'>({ ...ask, after: 13 });
  expect([rest.changes.length, rest.more]).toEqual([7, false]);
  expect(await atBob.request<'chat.changes'>({ ...ask, after: 99 })).toEqual({ changes: [], more: false });
});

test('read and delivered marks only grow, up to the last message, and what is below them is not told', async () => {
  const { bob, atBob, atAlice } = people();
  const conversationId = await filled();
  const mark = (marks: { read?: number; delivered?: number }) =>
    atBob.request<'chat.mark'>({ t: 'chat.mark', conversationId, ...marks });
  expect(await mark({ delivered: 8 })).toEqual({ delivered: 8, read: 0 });
  expect(await mark({ read: 10 })).toEqual({ delivered: 10, read: 10 });
  expect(await mark({ read: 4, delivered: 2 })).toEqual({ delivered: 10, read: 10 });
  expect(await mark({ read: 1e15 })).toEqual({ delivered: 20, read: 20 });
  expect(await mark({ read: 12 })).toEqual({ delivered: 20, read: 20 });
  await atAlice.next('chat.marked', (event) => event.read === 20);
  const told = atAlice.received.filter(
    (down) => down.t === 'chat.marked' && down.conversationId === conversationId,
  );
  expect(told).toMatchObject([
    { userId: bob.user.id, delivered: 8, read: 0 },
    { delivered: 10, read: 10 },
    { delivered: 20, read: 20 },
  ]);
});

test('typing is passed on to members, renewed at most so often, and ends when it stops', async () => {
  const { alice, atAlice, atBob, atCarol } = people();
  const conversationId = await watercooler();
  await atBob.next('chat.opened', (event) => event.conversation.id === conversationId);
  const typing = { t: 'chat.typing', conversationId } as const;
  for (let n = 0; n < 10; n += 1) atAlice.notify(typing);
  atCarol.notify(typing);
  expect(await atBob.next('chat.typing')).toEqual({ ...typing, userId: alice.user.id, stopped: false });
  atAlice.notify({ ...typing, stopped: true });
  expect((await atBob.next('chat.typing')).stopped).toBe(true);
  await atCarol.request({ t: 'call.ice' });
  expect(atBob.received.filter((down) => down.t === 'chat.typing').length).toBe(2);
});

test('the 31st message within ten seconds is refused with the time to wait, and the socket goes on', async () => {
  const { bob } = people();
  const atBob = await connectSocket(bob);
  const id = await watercooler();
  const results = await Promise.all(
    Array.from({ length: 31 }, (_, n) =>
      atBob.request(write(id, `${n}`)).then(
        () => 'ok',
        (error: { code: string }) => error.code,
      ),
    ),
  );
  expect(results.filter((result) => result === 'rate_limited').length).toBe(1);
  const refusal = atBob.received.find((down) => down.t === 'error');
  expect(refusal?.error.retryAfterMs).toBeGreaterThan(0);
  expect(await atBob.request({ t: 'call.ice' })).toHaveProperty('iceServers');
  atBob.close();
});

test('a send without words and files is invalid, on both transports', async () => {
  const { alice, atAlice } = people();
  const conversationId = await watercooler();
  const clientId = crypto.randomUUID();
  expect(await codeOf(alice.api.messages.send.mutate({ conversationId, clientId, text: ' ' }))).toBe(
    'invalid',
  );
  await expect(atAlice.request(write(conversationId, ' '))).rejects.toMatchObject({ code: 'invalid' });
});
