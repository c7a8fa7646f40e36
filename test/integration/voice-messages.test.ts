import { afterAll, beforeAll, expect, test } from 'bun:test';
import { VOICE_PEAKS } from '../../protocol/limits.ts';
import { type SignedIn, signUp } from '../harness/client.ts';
import { startServer, type TestServer } from '../harness/server.ts';
import { createUpload, upload } from '../harness/uploads.ts';

let server: TestServer;
let alice: SignedIn;
let bob: SignedIn;
beforeAll(async () => {
  server = await startServer();
  alice = await signUp(server, 'Alice', server.ownerToken ?? undefined);
  bob = await signUp(server, 'Bob');
});
afterAll(() => server.close());

const voice = { durationMs: 4_200, peaks: Array.from({ length: VOICE_PEAKS }, (_, at) => at) };

/** As a recorder writes it: the mark of the container, then a track with the codec's name. */
function webm(...codecs: string[]): Uint8Array<ArrayBuffer> {
  const head = [0x1a, 0x45, 0xdf, 0xa3, 0x87, 0x42, 0x82, 0x84, ...Buffer.from('webm')];
  const tracks = codecs.flatMap((codec) => [0x86, 0x80 + codec.length, ...Buffer.from(codec)]);
  return new Uint8Array([...head, 0x18, 0x53, 0x80, 0x67, 0xff, ...tracks]);
}

const recording = { name: 'Voice message.webm', type: 'audio/webm', bytes: webm('A_OPUS') };

test('a recording keeps its waveform, in its message and wherever it is read', async () => {
  const file = await upload(alice, { ...recording, voice });
  expect(file).toMatchObject({ type: 'audio/webm', voice });
  const { id: conversationId } = await alice.api.groups.direct.mutate({ userId: bob.user.id });
  const send = { conversationId, clientId: crypto.randomUUID(), text: '', fileIds: [file.id] };
  const { message } = await alice.api.messages.send.mutate(send);
  expect(message.files).toEqual([file]);
  const { messages } = await bob.api.messages.page.query({ conversationId, direction: 'newest' });
  expect(messages.at(-1)?.files).toEqual([file]);
  expect(await bob.api.files.byId.query({ id: file.id })).toEqual(file);
});

test('its sound is given in parts, to members alone', async () => {
  const file = await upload(alice, { ...recording, voice });
  const part = { headers: { range: 'bytes=4-7' } };
  const answer = await alice.fetch(`/files/${file.id}`, part);
  expect([answer.status, answer.headers.get('content-type')]).toEqual([206, 'audio/webm']);
  expect(await answer.bytes()).toEqual(recording.bytes.slice(4, 8));
  expect((await bob.fetch(`/files/${file.id}`, part)).status).toBe(404);
});

test.each([
  ['too few peaks', { ...voice, peaks: [1, 2, 3] }],
  ['a peak beyond the top', { ...voice, peaks: voice.peaks.with(0, 101) }],
  ['a peak between the steps', { ...voice, peaks: voice.peaks.with(0, 0.5) }],
  ['no length', { ...voice, durationMs: 0 }],
  ['a length without end', { ...voice, durationMs: 1e9 }],
  ['something more', { ...voice, note: 'x'.repeat(1_000) }],
  ['no waveform at all', 'loud'],
])('a waveform with %s is refused, and nothing begins', async (_, wrong) => {
  const answer = await createUpload(alice, { ...recording, voice: wrong });
  expect(answer.status).toBe(400);
  expect(await answer.json()).toMatchObject({ error: { code: 'invalid' } });
  expect(answer.headers.get('location')).toBeNull();
});

test('only a sound has a waveform', async () => {
  const text = { name: 'notes.txt', type: 'text/plain', bytes: new Uint8Array(Buffer.from('hello')) };
  expect(await upload(alice, { ...text, voice })).toMatchObject({ type: 'text/plain', voice: null });
  const film = { ...recording, bytes: webm('V_VP8', 'A_OPUS') };
  expect(await upload(alice, { ...film, voice })).toMatchObject({ type: 'video/webm', voice: null });
});

test('a container is a sound only where its sender says so and it holds no picture', async () => {
  expect(await upload(alice, recording)).toMatchObject({ type: 'audio/webm', voice: null });
  expect((await upload(alice, { ...recording, type: 'video/webm' })).type).toBe('video/webm');
  const mp4 = (kind: string) =>
    new Uint8Array([0, 0, 0, 16, ...Buffer.from(`ftypisom\0\0\0\0\0\0\0 hdlr\0\0\0\0\0\0\0\0${kind}`)]);
  const sound = { name: 'Voice message.m4a', type: 'audio/mp4' };
  expect((await upload(alice, { ...sound, bytes: mp4('soun') })).type).toBe('audio/mp4');
  expect((await upload(alice, { ...sound, bytes: mp4('vide') })).type).toBe('video/mp4');
});
