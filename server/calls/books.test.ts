import { afterAll, beforeAll, expect, test } from 'bun:test';
import type { Db } from '../../db/client.ts';
import { unavailable } from '../../protocol/errors.ts';
import { makeChat } from '../../test/harness/chat.ts';
import { createGroup, openDirect } from '../groups/create.ts';
import { leaveGroup } from '../groups/members.ts';
import { findMembership } from '../groups/membership.ts';
import { readPage } from '../messages/pages.ts';
import { makeCallBooks } from './books.ts';
import type { EndedCall } from './call-event.ts';
import { readRecentCalls } from './recent.ts';

let chat: Awaited<ReturnType<typeof makeChat>>;
let alice: string;
let bob: string;
beforeAll(async () => {
  chat = await makeChat();
  [alice, bob] = [await chat.person('Alice'), await chat.person('Bob')];
});
afterAll(() => chat.close());

const history = { answeredAt: null, everyone: [] };
function missedCall(conversationId: string): EndedCall {
  const startedAt = Date.now();
  const base = {
    id: Bun.randomUUIDv7(),
    conversationId,
    startedBy: alice,
    video: false,
    meeting: null,
    revision: 2,
  };
  return { ...base, state: 'ended', reason: 'missed', startedAt, endedAt: startedAt + 1_000 };
}
async function linesOf(conversationId: string) {
  const membership = await findMembership(chat.db, alice, conversationId);
  const query = { direction: 'newest', anchor: 0, limit: 50 } as const;
  const { messages } = await readPage(chat.db, { ...membership, rootId: null }, query);
  return messages.flatMap(({ event }) => (event?.kind === 'call' ? event : []));
}

test('1.10 the row and the line are written together: what failed half way is written once at the retry', async () => {
  const { id } = await openDirect(chat, alice, bob);
  const call = missedCall(id);
  const books = makeCallBooks({ ...chat, db: failingOnce(chat.db) });
  await books.opened({ ...call, kind: 'direct' }, call.startedAt);
  expect(await books.ended(call, history).catch((error: { code: string }) => error.code)).toBe('unavailable');
  await books.ended(call, history);
  await books.ended(call, history);
  expect(await linesOf(id)).toMatchObject([{ callId: call.id, outcome: 'missed' }]);
  expect((await readRecentCalls(chat.db, bob))[0]).toMatchObject({ id: call.id, reason: 'missed' });
});

test('1.10 rows that a stopped server left open are closed, each with its line', async () => {
  const { id } = await openDirect(chat, alice, await chat.person('Carol'));
  const call = missedCall(id);
  const books = makeCallBooks(chat);
  await books.opened({ ...call, kind: 'direct' }, call.startedAt);
  await books.recover();
  await books.recover();
  expect(await linesOf(id)).toMatchObject([{ callId: call.id, outcome: 'failed' }]);
  expect((await readRecentCalls(chat.db, alice))[0]).toMatchObject({ id: call.id, reason: 'closed' });
});

test('a call whose conversation is gone has nothing to be written to', async () => {
  const settings = { name: 'Watercooler', description: '', visibility: 'private' } as const;
  const { id } = await createGroup(chat, alice, { ...settings, memberIds: [] });
  const call = missedCall(id);
  const books = makeCallBooks(chat);
  await books.opened({ ...call, kind: 'group' }, call.startedAt);
  await leaveGroup(chat, alice, id);
  await books.ended(call, history);
  expect((await readRecentCalls(chat.db, alice)).map((recent) => recent.id)).not.toContain(call.id);
});

/** The first transaction gets as far as its commit, and fails there. */
function failingOnce(db: Db): Db {
  let failed = false;
  const transaction: Db['transaction'] = (body, config) =>
    db.transaction(async (tx) => {
      const result = await body(tx);
      if (failed) return result;
      failed = true;
      throw unavailable('The database went away.');
    }, config);
  return Object.create(db, { transaction: { value: transaction } }) as Db;
}
