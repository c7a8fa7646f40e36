import { afterAll, beforeAll, beforeEach, expect, test } from 'bun:test';
import { type DbClient, makeDbClient, migrateDatabase } from '../../db/client.ts';
import { makeTestDatabase } from '../../test/harness/database.ts';
import { FakeClock } from '../clock.ts';
import { forgetJoins, readHistory, rollUp } from './rollup.ts';

const DAY_MS = 24 * 60 * 60_000;
const FIRST = Date.parse('2026-11-01');

let database: Awaited<ReturnType<typeof makeTestDatabase>>;
let client: DbClient;
let clock: FakeClock;
const alice = Bun.randomUUIDv7();

beforeAll(async () => {
  database = await makeTestDatabase();
  await migrateDatabase(database.url);
  client = makeDbClient(database.url, 2);
});
afterAll(async () => {
  await client.close();
  await database.close();
});

const at = (day: number, hour: number) => FIRST + day * DAY_MS + hour * 60 * 60_000;
const iso = (ms: number) => new Date(ms).toISOString();

beforeEach(async () => {
  clock = new FakeClock();
  const { sql } = client;
  await sql`truncate users, conversations, calls, call_joins, meetings, server_days, meet_days cascade`;
  await sql`
    insert into users (id, username, name, role, created_at)
    values (${alice}, 'alice', 'Alice', 'member', ${iso(at(0, 9))})`;
  await sql`insert into conversations (id, kind) values (${alice}, 'group')`;
});

async function say(ms: number, number: number): Promise<void> {
  await client.sql`
    insert into messages (id, conversation_id, number, change, sender_id, client_id, text, created_at)
    values (${Bun.randomUUIDv7('hex', ms)}, ${alice}, ${number}, ${number}, ${alice}, ${crypto.randomUUID()}, 'Hi', ${iso(ms)})`;
}

async function call(ms: number, how: { seconds: number | null; reason: string }): Promise<void> {
  const end = ms + (how.seconds ?? 0) * 1000;
  await client.sql`
    insert into calls (id, conversation_id, started_by, video, started_at, answered_at, ended_at, end_reason)
    values (${crypto.randomUUID()}, ${alice}, ${alice}, true, ${iso(ms)}, ${how.seconds === null ? null : iso(ms)},
      ${iso(end)}, ${how.reason})`;
}

async function join(ms: number, tookMs: number, path: string): Promise<void> {
  await client.sql`
    insert into call_joins values (${crypto.randomUUID()}, ${crypto.randomUUID()}, ${tookMs}, ${path}, ${iso(ms)})`;
}

async function meet(ms: number, waits: [number, number], end: string): Promise<void> {
  await client.sql`
    insert into meetings (id, path, tags, first_waited_ms, second_waited_ms, started_at, ended_at, "end", connected)
    values (${crypto.randomUUID()}, 'direct', '{}', ${waits[0]}, ${waits[1]}, ${iso(ms)}, ${iso(ms + 60_000)}, ${end},
      ${end !== 'failed'})`;
}

const run = (now: number) => {
  clock.advance(now - clock.now());
  return rollUp({ db: client.db, clock });
};
const stored = () => client.sql`
  select * from server_days left join meet_days using (day) order by day`;

test('every day that is over is written once, with what it came to; a second run changes nothing', async () => {
  await say(at(0, 10), 1);
  await say(at(1, 0), 2);
  await say(at(1, 23.99), 3);
  await say(at(2, 0), 4);
  await call(at(1, 5), { seconds: 90, reason: 'hangup' });
  await call(at(1, 6), { seconds: null, reason: 'missed' });
  await call(at(1, 7), { seconds: null, reason: 'closed' });
  for (let ms = 100; ms <= 2000; ms += 100) await join(at(1, 8), ms, ms > 1500 ? 'relay' : 'direct');
  await meet(at(1, 9), [0, 1000], 'next');
  await meet(at(1, 9), [2000, 3000], 'failed');
  expect(await run(at(2, 1))).toBe(2);
  const days = await stored();
  expect(days.map(({ day, messages }) => `${day} ${messages}`)).toEqual(['2026-11-01 1', '2026-11-02 2']);
  expect(days[1]).toMatchObject({ senders: 1, calls: 3, answered: 1, failed: 1, call_ms: '90000' });
  expect(days[1]).toMatchObject({ joins: 20, relayed: 5, over_sfu: 0, join_p50_ms: 1050, join_p95_ms: 1905 });
  expect(days[1]).toMatchObject({ meetings: 2, connected: 1, total_ms: '120000', wait_p50_ms: 1500 });

  await say(at(1, 12), 5);
  expect(await run(at(2, 2))).toBe(0);
  expect(await stored()).toEqual(days);
});

test('a day waits until what ended late in it is written down, and days that were missed are made up for', async () => {
  await say(at(0, 23), 1);
  await say(at(3, 1), 2);
  expect(await run(at(1, 0.1))).toBe(0);
  expect(await run(at(1, 0.2))).toBe(1);
  expect(await run(at(5, 1))).toBe(4);
  const days = await stored();
  expect(days.map(({ messages }) => messages)).toEqual([1, 0, 0, 1, 0]);
});

test('a day waits for the calls and meetings that began in it, for two days, and stands in the history meanwhile', async () => {
  await say(at(0, 9), 1);
  await call(at(1, 23), { seconds: 2 * 60 * 60, reason: 'hangup' });
  await meet(at(1, 23), [0, 0], 'next');
  const { sql } = client;
  await sql`update calls set answered_at = null, ended_at = null, end_reason = null`;
  await sql`update meetings set ended_at = null, "end" = null, connected = false`;
  expect(await run(at(2, 1))).toBe(1);
  await sql`
    update calls set answered_at = started_at, ended_at = ${iso(at(2, 1))}, end_reason = 'hangup'`;
  expect(await run(at(2, 2))).toBe(0);
  expect(await run(at(3, 2))).toBe(0);
  const history = await readHistory({ db: client.db, clock }, 30);
  expect(history.map(({ day, answered }) => `${day} ${answered}`)).toEqual([
    '2026-11-01 0',
    '2026-11-02 1',
    '2026-11-03 0',
    '2026-11-04 0',
  ]);
  await sql`update meetings set ended_at = ${iso(at(2, 3))}, "end" = 'next', connected = true`;
  expect(await run(at(3, 3))).toBe(2);
  expect((await stored())[1]).toMatchObject({ calls: 1, answered: 1, call_ms: '7200000', connected: 1 });

  await call(at(3, 23), { seconds: 1, reason: 'hangup' });
  await sql`update calls set ended_at = null where started_at > ${iso(at(3, 0))}`;
  expect(await run(at(5, 23))).toBe(0);
  expect(await run(at(6, 1))).toBe(3);
});

test('a run that stopped half way is gone on with, and two at once write nothing twice', async () => {
  for (let day = 0; day < 4; day += 1) await say(at(day, 1), day + 1);
  await run(at(2, 1));
  await Promise.all([run(at(4, 1)), run(at(4, 1))]);
  expect((await stored()).map(({ messages }) => messages)).toEqual([1, 1, 1, 1]);
});

test('the history ends with today as far as it went, and joins go once their day is written', async () => {
  await say(at(0, 1), 1);
  await join(at(0, 2), 500, 'sfu');
  await say(at(1, 1), 2);
  await run(at(1, 2));
  const history = await readHistory({ db: client.db, clock }, 30);
  expect(history.map(({ day, messages, overSfu, joinP95Ms }) => [day, messages, overSfu, joinP95Ms])).toEqual(
    [
      ['2026-11-01', 1, 1, 500],
      ['2026-11-02', 1, 0, null],
    ],
  );
  await forgetJoins({ db: client.db, clock });
  expect(await client.sql`select from call_joins`).toHaveLength(1);
  clock.advance(40 * DAY_MS);
  await forgetJoins({ db: client.db, clock });
  expect(await client.sql`select from call_joins`).toHaveLength(0);
});
