import { afterAll, beforeAll, expect, test } from 'bun:test';
import type { Message, Preview } from '../../protocol/chat.ts';
import { codeOf, connectSocket, type SignedIn, signIn, signUp, type TestSocket } from '../harness/client.ts';
import { servePages, WITH_OPEN_GATE } from '../harness/pages.ts';
import { startServer, type TestServer } from '../harness/server.ts';

let server: TestServer;
let pages: ReturnType<typeof servePages>;
let cast: { alice: SignedIn; bob: SignedIn; carol: SignedIn };
let atBob: TestSocket;
let id: string;
beforeAll(async () => {
  pages = servePages();
  server = await startServer({ program: WITH_OPEN_GATE });
  cast = {
    alice: await signUp(server, 'Alice', server.ownerToken ?? undefined),
    bob: await signUp(server, 'Bob'),
    carol: await signUp(server, 'Carol'),
  };
  const { alice, bob } = cast;
  const settings = { name: 'Watercooler', description: '', visibility: 'private' } as const;
  ({ id } = await alice.api.groups.create.mutate({ ...settings, memberIds: [bob.user.id] }));
  atBob = await connectSocket(bob);
});
afterAll(async () => {
  atBob.close();
  await server.close();
  await pages.stop(true);
});

async function say(text: string): Promise<Message> {
  const send = { conversationId: id, clientId: crypto.randomUUID(), text };
  return (await cast.alice.api.messages.send.mutate(send)).message;
}

async function previewsOf(message: Message): Promise<Preview[]> {
  const { change } = await atBob.next(
    'chat.changed',
    (event) => event.change.kind === 'previewed' && event.change.messageId === message.id,
  );
  return change.kind === 'previewed' ? change.previews : [];
}

async function readAfresh(message: Message): Promise<Message | undefined> {
  const ask = { conversationId: id, direction: 'around', anchor: message.number, limit: 1 } as const;
  return (await cast.bob.api.messages.page.query(ask)).messages.find((one) => one.id === message.id);
}

async function historyOf(message: Message) {
  return (await cast.bob.api.messages.changes.query({ conversationId: id, after: message.change })).changes;
}

test('a message is acknowledged without its preview, which follows as the next change', async () => {
  const message = await say(`look: ${pages.url}slow#gate`);
  expect(message.previews).toEqual([]);
  const [preview] = await previewsOf(message);
  expect(preview).toMatchObject({
    url: `${pages.url}slow`,
    title: 'A garden & its gate',
    description: 'What grows, and who may come in.',
    siteName: 'The Watercooler Times',
    picture: { width: 64, height: 48 },
  });
  const after = await readAfresh(message);
  expect(after).toMatchObject({ previews: [preview], revision: message.change + 1, editedAt: null });
  expect(await historyOf(message)).toContainEqual({
    kind: 'previewed',
    change: message.change + 1,
    messageId: message.id,
    previews: preview ? [preview] : [],
  });
});

test('the picture is our own copy, for members of the conversation and nobody else', async () => {
  const message = await say(`${pages.url}article?picture`);
  const [preview] = await previewsOf(message);
  const address = `/files/previews/${preview?.id}`;
  const answer = await cast.bob.fetch(address);
  expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'image/webp']);
  const picture = await new Bun.Image(await answer.bytes()).metadata();
  expect(picture).toMatchObject({ format: 'webp', width: 64, height: 48 });
  expect(answer.headers.get('content-security-policy')).toContain('sandbox');
  const again = { headers: { 'if-none-match': answer.headers.get('etag') ?? '' } };
  expect((await cast.bob.fetch(address, again)).status).toBe(304);
  expect((await cast.carol.fetch(address)).status).toBe(404);
  expect((await fetch(new URL(address, server.url))).status).toBe(401);
  expect((await cast.bob.fetch('/files/previews/x')).status).toBe(404);
});

test('an address is looked at once, however many messages name it at the same time and later', async () => {
  const text = `${pages.url}popular`;
  const messages = await Promise.all([say(text), say(`${text} ${text}#again`), say(text)]);
  for (const message of messages) expect(await previewsOf(message)).toHaveLength(1);
  expect(await previewsOf(await say(text))).toHaveLength(1);
  expect(pages.asked('/popular')).toBe(1);
});

test('three links have previews in their order; what leads to nothing leaves no change', async () => {
  const silent = await say(`${pages.url}nothing`);
  const paths = ['a', 'nothing', 'b', 'c'];
  const message = await say(paths.map((path) => pages.url + path).join(' '));
  const previews = await previewsOf(message);
  expect(previews.map(({ url }) => url)).toEqual([`${pages.url}a`, `${pages.url}b`]);
  expect(pages.asked('/c')).toBe(0);
  expect(await readAfresh(silent)).toEqual(silent);
  expect(pages.asked('/nothing')).toBe(1);
});

test('a picture that is none by its content is left out', async () => {
  const [preview] = await previewsOf(await say(`${pages.url}lying`));
  expect(preview).toMatchObject({ title: 'A garden & its gate', picture: null });
  expect((await cast.bob.fetch(`/files/previews/${preview?.id}`)).status).toBe(404);
});

test('an edit drops the preview of a link that is gone and brings that of a new one', async () => {
  const { alice } = cast;
  const message = await say(`${pages.url}before`);
  expect(await previewsOf(message)).toHaveLength(1);
  const edited = await alice.api.messages.edit.mutate({ messageId: message.id, text: `${pages.url}after` });
  expect(edited.message.previews).toEqual([]);
  expect((await previewsOf(message)).map(({ url }) => url)).toEqual([`${pages.url}after`]);
});

test('the sender takes a preview off; nobody else does, and an edit does not bring it back', async () => {
  const { alice, bob } = cast;
  const message = await say(`${pages.url}mine ${pages.url}kept`);
  const [mine, kept] = await previewsOf(message);
  const which = { messageId: message.id, previewId: mine?.id ?? '' };
  expect(await codeOf(bob.api.messages.dismissPreview.mutate(which))).toBe('forbidden');
  expect(await codeOf(cast.carol.api.messages.dismissPreview.mutate(which))).toBe('not_found');
  const { message: after } = await alice.api.messages.dismissPreview.mutate(which);
  expect(after.previews).toEqual(kept ? [kept] : []);
  expect(await previewsOf(message)).toEqual(kept ? [kept] : []);
  const again = await alice.api.messages.dismissPreview.mutate(which);
  expect(again.message.revision).toBe(after.revision);
  await alice.api.messages.edit.mutate({ messageId: message.id, text: `${message.text} ${pages.url}third` });
  const urls = (await previewsOf(message)).map(({ url }) => url);
  expect(urls).toEqual([`${pages.url}kept`, `${pages.url}third`]);
});

test('nothing of a preview is left on a deleted message, and nothing comes to it later', async () => {
  const { alice } = cast;
  const message = await say(`${pages.url}slow?deleted`);
  await alice.api.messages.delete.mutate({ messageId: message.id });
  await Bun.sleep(1_500);
  expect(pages.asked('/slow')).toBeGreaterThan(0);
  expect(await readAfresh(message)).toMatchObject({ previews: [], revision: message.change + 1 });
});

test('the owner of the server turns previews off and on', async () => {
  const { alice, bob } = cast;
  expect(await codeOf(bob.api.admin.updateSettings.mutate({ linkPreviews: false }))).toBe('forbidden');
  expect(await alice.api.admin.updateSettings.mutate({ linkPreviews: false })).toMatchObject({
    linkPreviews: false,
  });
  const without = await say(`${pages.url}off`);
  await alice.api.messages.mark.mutate({ conversationId: id, read: 1 });
  await Bun.sleep(200);
  await alice.api.admin.updateSettings.mutate({ linkPreviews: true });
  expect(await previewsOf(await say(`${pages.url}on`))).toHaveLength(1);
  expect(pages.asked('/off')).toBe(0);
  expect((await readAfresh(without))?.previews).toEqual([]);
});

test('a process that is killed while it looks loses the preview and nothing else', async () => {
  const message = await say(`${pages.url}slow?killed`);
  await server.kill9();
  await server.restart();
  const again = await signIn(server, 'Alice');
  const ask = { conversationId: id, direction: 'newest', limit: 1 } as const;
  const { messages } = await again.api.messages.page.query(ask);
  expect(messages).toEqual([message]);
});
