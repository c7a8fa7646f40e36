import { afterAll, beforeAll, expect, test } from 'bun:test';
import { schema } from '../../db/client.ts';
import { makeChat } from '../../test/harness/chat.ts';
import { FakeClock } from '../clock.ts';
import { admitGuest, GUEST_HOURS, removeGuests } from './guests.ts';
import { removeExpiredSessions } from './sessions.ts';

const HOUR_MS = 60 * 60_000;

let chat: Awaited<ReturnType<typeof makeChat>>;
beforeAll(async () => {
  chat = await makeChat();
});
afterAll(() => chat.close());

test("a guest's sockets are closed with their day, and those of everyone else stay", async () => {
  const { db, fanout, told } = chat;
  const clock = new FakeClock();
  const parts = { db, clock, fanout };
  await admitGuest(parts, 'Early', new Request('http://localhost'));
  const [early] = await db
    .select({ id: schema.sessions.id, userId: schema.sessions.userId })
    .from(schema.sessions);
  clock.advance(HOUR_MS);
  await admitGuest(parts, 'Late', new Request('http://localhost'));

  const tidy = async () => {
    told.length = 0;
    await removeExpiredSessions(parts);
    await removeGuests(parts);
    return told.map(({ to, event }) => `${to} ${String(event)}`);
  };
  clock.advance((GUEST_HOURS - 1) * HOUR_MS);
  expect(await tidy()).toEqual([]);
  clock.advance(1);
  expect(await tidy()).toEqual([`${early?.id} revoked`, `${early?.userId} revoked`]);
  expect(await db.select({ name: schema.users.name }).from(schema.users)).toEqual([{ name: 'Late' }]);
});
