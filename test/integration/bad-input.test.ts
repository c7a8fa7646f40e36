import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test';
import { codeOf, type SignedIn, signUp } from '../harness/client.ts';
import { startServer, type TestServer } from '../harness/server.ts';

setDefaultTimeout(30_000);

let server: TestServer;
let alice: SignedIn;
let id: string;
beforeAll(async () => {
  server = await startServer();
  alice = await signUp(server, 'Alice');
  const settings = { name: 'Watercooler', description: '', visibility: 'private' } as const;
  ({ id } = await alice.api.groups.create.mutate({ ...settings, memberIds: [] }));
});
afterAll(() => server.close());

test('a time that no calendar has is invalid', async () => {
  for (const before of [1e300, -1, 8.7e15, 8.6e15]) {
    expect(await codeOf(alice.api.calls.recent.query({ before }))).toBe('invalid');
  }
  expect(await codeOf(alice.api.calls.recent.query({ before: Date.now() }))).toBe('ok');
});

test('a place that no conversation has is invalid', async () => {
  for (const before of [
    { number: 1e300, position: 0 },
    { number: -1, position: 0 },
    { number: 1, position: 0.5 },
  ])
    expect(await codeOf(alice.api.files.ofConversation.query({ id, before }))).toBe('invalid');
});

test('half a character is invalid as part of a name', async () => {
  const { groups, users } = alice.api;
  expect(await codeOf(groups.update.mutate({ id, name: 'Tea \ud83c' }))).toBe('invalid');
  expect(await codeOf(groups.update.mutate({ id, description: '\udf75' }))).toBe('invalid');
  expect(await codeOf(users.update.mutate({ status: 'Tea \ud83c' }))).toBe('invalid');
  expect(await codeOf(groups.update.mutate({ id, name: 'Tea \ud83c\udf75' }))).toBe('ok');
});

test('a NUL is invalid as part of a report of a stranger', async () => {
  const { meet } = alice.api;
  const report = { meetingId: crypto.randomUUID(), reasons: ['other' as const] };
  expect(await codeOf(meet.report.mutate({ ...report, text: 'Rude\u0000' }))).toBe('invalid');
  expect(await codeOf(meet.report.mutate({ ...report, text: 'Rude' }))).toBe('not_found');
});

test('none of it counts as a mistake of the server', () => {
  expect(server.output()).not.toContain('procedure failed');
});
