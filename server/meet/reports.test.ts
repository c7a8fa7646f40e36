import { afterAll, beforeAll, beforeEach, expect, test } from 'bun:test';
import { eq } from 'drizzle-orm';
import { schema } from '../../db/client.ts';
import { makeChat } from '../../test/harness/chat.ts';
import { FakeClock } from '../clock.ts';
import { report } from './reports.ts';

const DAY_MS = 24 * 60 * 60_000;
const { meetings, users } = schema;

let chat: Awaited<ReturnType<typeof makeChat>>;
let clock: FakeClock;
let rude = '';
beforeAll(async () => {
  chat = await makeChat();
});
afterAll(() => chat.close());
beforeEach(async () => {
  clock = new FakeClock();
  rude = await chat.person('Rude');
});

/** A meeting of somebody new with Rude, and their report of it, as often as they like. */
async function newReporter(name: string) {
  const [reporterId, meetingId] = [await chat.person(name), Bun.randomUUIDv7()];
  await chat.db.insert(meetings).values({
    ...{ id: meetingId, firstUserId: reporterId, secondUserId: rude, path: 'sfu', tags: [] },
    ...{ firstWaitedMs: 0, secondWaitedMs: 0, startedAt: new Date(clock.now()) },
  });
  const said = { meetingId, reasons: ['spam'], text: '', picture: null } as const;
  return () => report({ db: chat.db, clock, log: chat.log }, { reporterId, reportedId: rude }, said);
}

async function pausedFor(): Promise<number | null> {
  const [row] = await chat.db.select({ until: users.meetPausedUntil }).from(users).where(eq(users.id, rude));
  return row?.until ? row.until.getTime() - clock.now() : null;
}

const pause = (ms: number) =>
  chat.db
    .update(users)
    .set({ meetPausedUntil: new Date(clock.now() + ms) })
    .where(eq(users.id, rude));

test('the reports of three within a day pause for a day', async () => {
  for (const name of ['Alice', 'Bob']) {
    const again = await newReporter(name);
    expect(await again()).toEqual({ paused: false });
  }
  expect(await pausedFor()).toBeNull();
  const carols = await newReporter('Carol');
  expect(await carols()).toEqual({ paused: true });
  expect(await pausedFor()).toBe(DAY_MS);
});

test('a longer pause, which a moderator gave, is not shortened by reports', async () => {
  await pause(30 * DAY_MS);
  for (const name of ['Alice', 'Bob', 'Carol']) await (await newReporter(name))();
  expect(await pausedFor()).toBe(30 * DAY_MS);
});

test('a second report of the same meeting makes no pause longer and brings none back', async () => {
  const reporters = [await newReporter('Alice'), await newReporter('Bob'), await newReporter('Carol')];
  for (const tell of reporters) await tell();
  clock.advance(DAY_MS / 2);
  expect(await reporters[0]?.()).toEqual({ paused: false });
  expect(await pausedFor()).toBe(DAY_MS / 2);
  await chat.db.update(users).set({ meetPausedUntil: null }).where(eq(users.id, rude));
  await reporters[1]?.();
  expect(await pausedFor()).toBeNull();
});
