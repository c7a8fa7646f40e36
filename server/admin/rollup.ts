import type { ISql } from 'postgres';
import type { Context } from '../context.ts';

const DAY_MS = 24 * 60 * 60_000;
/** What a day's calls and meetings came to is written down by then, also where the database was away for a while. */
const SETTLED_MS = 10 * 60_000;
/** A call or meeting that runs keeps its day open, which has no end and no length of it yet: but no longer than this. */
const OPEN_DAYS = 2;
/** Days of one run: a server that slept for years catches up over some of them. */
const MOST_AT_ONCE = 400;
const HOUR_MS = 60 * 60_000;

export interface Day {
  readonly day: string;
  readonly messages: number;
  readonly senders: number;
  readonly calls: number;
  readonly answered: number;
  readonly failed: number;
  readonly callMs: number;
  readonly joins: number;
  readonly relayed: number;
  readonly overSfu: number;
  readonly joinP50Ms: number | null;
  readonly joinP95Ms: number | null;
  readonly meetings: number;
  readonly meetConnected: number;
  readonly meetFailed: number;
  readonly meetReported: number;
  readonly meetMs: number;
  readonly waitP50Ms: number;
  readonly waitP95Ms: number;
}

/**
 * Writes down every day that is over and not yet written, the oldest first, up to the day in which something began that
 * still runs. A day is written once, by whichever process comes first: run twice, or stopped in the middle, it comes to
 * the same.
 */
export async function rollUp({ db, clock }: Pick<Context, 'db' | 'clock'>): Promise<number> {
  const sql = db.$client;
  const upTo = startOfDay(clock.now() - SETTLED_MS);
  const open = sql`ended_at is null and started_at >= to_timestamp(${(upTo - OPEN_DAYS * DAY_MS) / 1000}::float8)`;
  const missing = await sql<{ day: string }[]>`
    with first as (select least(
      (select min(created_at) from users), (select min(started_at) from calls), (select min(started_at) from meetings)
    ) as at), running as (select date_trunc('day', least(
      (select min(started_at) from calls where ${open}), (select min(started_at) from meetings where ${open})
    ) at time zone 'UTC') as day)
    select to_char(d, 'YYYY-MM-DD') as day
    from first, running, generate_series(date_trunc('day', first.at at time zone 'UTC'),
      to_timestamp(${upTo / 1000}::float8) at time zone 'UTC' - interval '1 day', '1 day') d
    where not exists (select from server_days s where s.day = to_char(d, 'YYYY-MM-DD'))
      and d < coalesce(running.day, 'infinity')
    order by d limit ${MOST_AT_ONCE}`;
  for (const { day } of missing)
    await writeDay(sql, await readDay(sql, Date.parse(day), Date.parse(day) + DAY_MS));
  return missing.length;
}

/** Of joins only the figures of their day are kept. */
export async function forgetJoins({ db, clock }: Pick<Context, 'db' | 'clock'>): Promise<void> {
  await db.$client`
    delete from call_joins where at < to_timestamp(${(clock.now() - 32 * DAY_MS) / 1000}::float8)
      and to_char(at at time zone 'UTC', 'YYYY-MM-DD') in (select day from server_days)`;
}

/** The last days up to and with today, the oldest first. Days of before the server was there are left out. */
export async function readHistory(
  { db, clock }: Pick<Context, 'db' | 'clock'>,
  days: number,
): Promise<Day[]> {
  const sql = db.$client;
  const now = clock.now();
  const today = startOfDay(now);
  const first = dayOf(today - (days - 1) * DAY_MS);
  const rolled = await sql<Day[]>`
    select s.day, s.messages, s.senders, s.calls, s.answered, s.failed, s.call_ms::float8 as "callMs", s.joins,
      s.relayed, s.over_sfu as "overSfu", s.join_p50_ms as "joinP50Ms", s.join_p95_ms as "joinP95Ms",
      coalesce(m.meetings, 0) as meetings, coalesce(m.connected, 0) as "meetConnected",
      coalesce(m.failed, 0) as "meetFailed", coalesce(m.reported, 0) as "meetReported",
      coalesce(m.total_ms, 0)::float8 as "meetMs", coalesce(m.wait_p50_ms, 0) as "waitP50Ms",
      coalesce(m.wait_p95_ms, 0) as "waitP95Ms"
    from server_days s left join meet_days m on m.day = s.day
    where s.day >= ${first} and s.day < ${dayOf(today)} order by s.day`;
  const last = rolled.at(-1)?.day;
  const from =
    last === undefined ? today - DAY_MS : Math.max(Date.parse(last) + DAY_MS, today - OPEN_DAYS * DAY_MS);
  const open = [];
  for (let at = from; at <= today; at += DAY_MS)
    if (days > 1 || at === today) open.push(await readDay(sql, at, Math.min(at + DAY_MS, now)));
  return [...rolled, ...open];
}

/** Messages are found by the time that their ids begin with; there is no other index of time over all of them. */
async function readDay(sql: ISql, from: number, to: number): Promise<Day> {
  const [start, end] = [sql`to_timestamp(${from / 1000}::float8)`, sql`to_timestamp(${to / 1000}::float8)`];
  const [found] = await sql<Day[]>`
    with said as (
      select count(*)::integer as messages, count(distinct sender_id)::integer as senders from messages
      where id >= ${firstIdAt(from - HOUR_MS)} and id < ${firstIdAt(to + HOUR_MS)}
        and created_at >= ${start} and created_at < ${end} and event is null
    ), called as (
      select count(*)::integer as calls, count(answered_at)::integer as answered,
        count(*) filter (where answered_at is null and end_reason = 'closed')::integer as failed,
        coalesce(sum(extract(epoch from ended_at - answered_at) * 1000), 0)::float8 as "callMs"
      from calls where started_at >= ${start} and started_at < ${end}
    ), joined as (
      select count(*)::integer as joins, count(*) filter (where path = 'relay')::integer as relayed,
        count(*) filter (where path = 'sfu')::integer as "overSfu",
        round(percentile_cont(0.5) within group (order by took_ms))::integer as "joinP50Ms",
        round(percentile_cont(0.95) within group (order by took_ms))::integer as "joinP95Ms"
      from call_joins where at >= ${start} and at < ${end}
    ), met as (
      select count(*)::integer as meetings, count(*) filter (where connected)::integer as "meetConnected",
        count(*) filter (where "end" = 'failed')::integer as "meetFailed",
        count(sealed_at)::integer as "meetReported",
        coalesce(sum(extract(epoch from ended_at - started_at) * 1000), 0)::float8 as "meetMs"
      from meetings where started_at >= ${start} and started_at < ${end}
    ), waited as (
      select coalesce(round(percentile_cont(0.5) within group (order by ms)), 0)::integer as "waitP50Ms",
        coalesce(round(percentile_cont(0.95) within group (order by ms)), 0)::integer as "waitP95Ms"
      from meetings, lateral (values (first_waited_ms), (second_waited_ms)) as w(ms)
      where started_at >= ${start} and started_at < ${end}
    )
    select ${dayOf(from)} as day, said.*, called.*, joined.*, met.*, waited.*
    from said, called, joined, met, waited`;
  if (!found) throw new Error('an aggregate gave no row');
  return found;
}

async function writeDay(sql: Context['db']['$client'], day: Day): Promise<void> {
  await sql.begin(async (tx) => {
    await tx`
      insert into server_days (day, messages, senders, calls, answered, failed, call_ms, joins, relayed, over_sfu,
        join_p50_ms, join_p95_ms)
      values (${day.day}, ${day.messages}, ${day.senders}, ${day.calls}, ${day.answered}, ${day.failed},
        ${Math.round(day.callMs)}, ${day.joins}, ${day.relayed}, ${day.overSfu}, ${day.joinP50Ms}, ${day.joinP95Ms})
      on conflict (day) do nothing`;
    if (day.meetings === 0) return;
    await tx`
      insert into meet_days (day, meetings, connected, failed, reported, total_ms, wait_p50_ms, wait_p95_ms)
      values (${day.day}, ${day.meetings}, ${day.meetConnected}, ${day.meetFailed}, ${day.meetReported},
        ${Math.round(day.meetMs)}, ${day.waitP50Ms}, ${day.waitP95Ms})
      on conflict (day) do nothing`;
  });
}

const startOfDay = (at: number): number => Math.floor(at / DAY_MS) * DAY_MS;
const dayOf = (at: number): string => new Date(at).toISOString().slice(0, 10);

/** The smallest UUID of version 7 of that millisecond. */
function firstIdAt(at: number): string {
  const hex = Math.max(0, Math.floor(at)).toString(16).padStart(12, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8)}-0000-0000-000000000000`;
}
