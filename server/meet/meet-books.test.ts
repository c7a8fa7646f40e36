import { afterAll, beforeAll, expect, test } from 'bun:test';
import { eq } from 'drizzle-orm';
import { schema } from '../../db/client.ts';
import { makeChat } from '../../test/harness/chat.ts';
import { readConfig } from '../config.ts';
import { MeetBooks } from './meet-books.ts';

const DAY_MS = 24 * 60 * 60_000;
let chat: Awaited<ReturnType<typeof makeChat>>;
beforeAll(async () => {
  chat = await makeChat();
});
afterAll(() => chat.close());

test('a meeting that nobody reported is forgotten after 32 days, a reported one is kept', async () => {
  const { db } = chat;
  const books = new MeetBooks({ db, lane: db.$client }, readConfig({}).meet, Bun.randomUUIDv7());
  const userIds = [await chat.person('Alice'), await chat.person('Bob')] as const;
  const now = Date.now();
  const hold = async (daysAgo: number) => {
    const id = Bun.randomUUIDv7();
    const seats = [`${id} a`, `${id} b`] as const;
    const startedAt = now - daysAgo * DAY_MS;
    await books.open({ id, seats, userIds, path: 'sfu', tags: [], waited: [0, 0], startedAt });
    return id;
  };
  const [, reported, recent] = [await hold(33), await hold(33), await hold(31)];
  await db
    .update(schema.meetings)
    .set({ sealedAt: new Date(now) })
    .where(eq(schema.meetings.id, reported));
  await books.forget(now);
  const kept = await db.select({ id: schema.meetings.id }).from(schema.meetings);
  expect(kept.map(({ id }) => id).toSorted()).toEqual([reported, recent].toSorted());
});

test('a seat that the database holds for a meeting that is over is freed, one in a meeting that runs is not', async () => {
  const { db } = chat;
  const [here, elsewhere] = [Bun.randomUUIDv7(), Bun.randomUUIDv7()].map(
    (node) => new MeetBooks({ db, lane: db.$client }, readConfig({}).meet, node),
  );
  const userIds = [await chat.person('Carol'), await chat.person('Dave')] as const;
  const open = (books: MeetBooks | undefined, id: string, seats: [string, string]) =>
    books?.open({ id, seats, userIds, path: 'sfu', tags: [], waited: [0, 0], startedAt: Date.now() }).then(
      () => 'opened',
      (error: { code: string }) => error.code,
    );
  const [over, runs, far] = [Bun.randomUUIDv7(), Bun.randomUUIDv7(), Bun.randomUUIDv7()];
  expect(await open(here, over, ['left', 'behind'])).toBe('opened');
  expect(await open(here, runs, ['in', 'here'])).toBe('opened');
  expect(await open(elsewhere, far, ['in', 'there'])).toBe('conflict');
  expect(await open(elsewhere, far, ['over', 'there'])).toBe('opened');
  expect(await open(here, Bun.randomUUIDv7(), ['left', 'other'])).toBe('conflict');
  await here?.unseat(['left', 'in', 'over'], [runs]);
  expect(await open(here, Bun.randomUUIDv7(), ['left', 'other'])).toBe('opened');
  expect(await open(here, Bun.randomUUIDv7(), ['in', 'another'])).toBe('conflict');
  expect(await open(here, Bun.randomUUIDv7(), ['over', 'another'])).toBe('conflict');
});
