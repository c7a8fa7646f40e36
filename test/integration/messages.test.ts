import { afterAll, beforeAll, expect, test } from 'bun:test';
import { connectSocket, signUp, type SignedIn } from '../harness/client.ts';
import { startServer, type TestServer } from '../harness/server.ts';

let server: TestServer;
let alice: SignedIn;
let bob: SignedIn;
beforeAll(async () => {
  server = await startServer({ env: { REGISTRATION: 'open' } });
  alice = await signUp(server, 'Alice');
  bob = await signUp(server, 'Bob');
});
afterAll(() => server.close());

test('Alice writes to Bob and he has it at once', async () => {
  const [atAlice, atBob] = [await connectSocket(alice), await connectSocket(bob)];
  const { id: conversationId } = await alice.api.groups.direct.mutate({ userId: bob.user.id });
  await atBob.next('chat.opened');
  const clientId = crypto.randomUUID();
  const { message } = await atAlice.request({ t: 'chat.send', clientId, conversationId, text: 'Hello Bob' });
  expect(message).toMatchObject({ number: 1, change: 1, text: 'Hello Bob', senderId: alice.user.id });
  const { change } = await atBob.next('chat.changed');
  expect(change).toEqual({ kind: 'message', change: 1, message });
  atAlice.close();
  atBob.close();
});
