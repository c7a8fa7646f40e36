import { and, eq, inArray, isNull, lt, notInArray } from 'drizzle-orm';
import type { Sql } from 'postgres';
import { type Db, schema } from '../../db/client.ts';
import type { MeetPath } from '../../protocol/call.ts';
import { conflict } from '../../protocol/errors.ts';
import type { SessionId, UserId } from '../../protocol/ids.ts';
import type { MeetEnd } from '../../protocol/meet.ts';
import { type Actor, audited } from '../admin/audit.ts';
import type { Clock } from '../clock.ts';
import type { Config } from '../config.ts';
import { isTaken } from '../errors.ts';

/** Two who met do not meet again for so long. */
export const MET_LATELY_MS = 60 * 60_000;
/** Longer than any month, so that what is rolled up was counted whole. */
const UNREPORTED_KEPT_MS = 32 * 24 * 60 * 60_000;

const { blocks, meetings, meetSeats, meetTexts, metPairs, settings, users } = schema;

export interface OpenedMeeting {
  readonly id: string;
  readonly seats: readonly [string, string];
  readonly userIds: readonly [UserId, UserId];
  readonly path: MeetPath;
  readonly tags: readonly string[];
  readonly waited: readonly [number, number];
  readonly startedAt: number;
}

export interface EndedMeeting {
  readonly end: MeetEnd;
  readonly endedAt: number;
  readonly connected: boolean;
  readonly extensions: number;
}

export interface Standing {
  readonly hasStatedAge: boolean;
  readonly isMember: boolean;
  readonly pausedUntil: number | null;
}

export interface MeetPolicy {
  readonly who: Config['meet']['who'];
  readonly blur: boolean;
}

/** Whom not to meet, and until when; `Infinity`: for good. */
export type Avoided = readonly [UserId, number];

export interface Entrance {
  readonly who: MeetPolicy['who'];
  readonly standing: Standing;
  /** null: not banned; `Infinity`: for good. */
  readonly bannedUntil: number | null;
  readonly avoids: Avoided[];
}

interface EntranceRow {
  readonly who: MeetPolicy['who'] | null;
  readonly role: string | null;
  readonly stated: boolean | null;
  readonly paused: number | null;
  readonly bannedUntil: number | null;
  readonly avoids: AvoidedRow[];
}

/** JSON knows no infinity: null is for good. */
type AvoidedRow = [UserId, number | null];

/** What meeting strangers leaves in the database, and needs of it. */
export class MeetBooks {
  readonly #db: Db;
  readonly #lane: Sql;
  readonly #config: Config['meet'];
  readonly #node: string;

  /** `lane`: for what strangers wait for. `node`: this process, as the others know it. */
  constructor({ db, lane }: { readonly db: Db; readonly lane: Sql }, config: Config['meet'], node: string) {
    this.#db = db;
    this.#lane = lane;
    this.#config = config;
    this.#node = node;
  }

  /** As set at the start, or by the owner since. */
  async policy(): Promise<MeetPolicy> {
    const [row] = await this.#db.select({ who: settings.meetWho, blur: settings.meetBlur }).from(settings);
    return { who: row?.who ?? this.#config.who, blur: row?.blur ?? false };
  }

  async setPolicy(
    change: {
      who?: MeetPolicy['who'] | undefined;
      blur?: boolean | undefined;
    },
    actor: Actor,
    clock: Clock,
  ): Promise<MeetPolicy> {
    const { who, blur } = change;
    await audited({ db: this.#db, clock }, actor, async (tx) => {
      await tx`insert into settings (id) values (true) on conflict (id) do nothing`;
      await tx`
        update settings set meet_who = coalesce(${who ?? null}, meet_who),
          meet_blur = coalesce(${blur ?? null}, meet_blur)`;
      return { result: null, note: { action: 'meet.policy', details: change } };
    });
    return this.policy();
  }

  async standing(userId: UserId): Promise<Standing> {
    const [row] = await this.#db
      .select({ role: users.role, stated: users.ageStatedAt, paused: users.meetPausedUntil })
      .from(users)
      .where(eq(users.id, userId));
    return {
      hasStatedAge: (row?.stated ?? null) !== null,
      isMember: row !== undefined && row.role !== 'guest',
      pausedUntil: row?.paused?.getTime() ?? null,
    };
  }

  async stateAge(userId: UserId, now: number): Promise<void> {
    const unsaid = and(eq(users.id, userId), isNull(users.ageStatedAt));
    await this.#db
      .update(users)
      .set({ ageStatedAt: new Date(now) })
      .where(unsaid);
  }

  /** All that starting asks of the database, in one go: a match waits for it. */
  async entrance(
    { userId, sessionId }: { readonly userId: UserId; readonly sessionId: SessionId },
    now: number,
  ): Promise<Entrance> {
    const sql = this.#lane;
    const at = now / 1000;
    const [row] = await sql<EntranceRow[]>`
      select (select meet_who from settings) as who, person.role, person.stated, person.paused,
        (select max(coalesce(extract(epoch from until)::float8 * 1000, 'infinity'::float8)) from meet_bans
          where lifted_at is null and (until is null or until > to_timestamp(${at}::float8))
            and (user_id = ${userId}
              or devices && array(select device_hash from meet_devices where session_id = ${sessionId})))
          as "bannedUntil",
        ${avoidedBy(sql, userId, now)} as avoids
      from (select 1) as one left join (
        select role, age_stated_at is not null as stated,
          extract(epoch from meet_paused_until)::float8 * 1000 as paused
        from users where id = ${userId}) as person on true`;
    return {
      who: row?.who ?? this.#config.who,
      standing: {
        hasStatedAge: row?.stated ?? false,
        isMember: row !== undefined && row.role !== null && row.role !== 'guest',
        pausedUntil: row?.paused ?? null,
      },
      bannedUntil: row?.bannedUntil ?? null,
      avoids: row ? readAvoided(row.avoids) : [],
    };
  }

  /**
   * Answers whether the two are blurred at first. Rejects with `conflict` where one of them is in a meeting already: the
   * seats' key holds it.
   */
  async open(meeting: OpenedMeeting): Promise<{ blur: boolean }> {
    const { id, seats, userIds, path, tags, waited, startedAt } = meeting;
    const at = startedAt / 1000;
    const [low = '', high = ''] = userIds.toSorted();
    // One statement, which is all or nothing: two wait for it.
    const rows = await this.#lane<{ blur: boolean }[]>`
      with meeting as (
        insert into meetings (id, first_user_id, second_user_id, path, tags, first_waited_ms, second_waited_ms, started_at)
        values (${id}, ${userIds[0]}, ${userIds[1]}, ${path}, ${[...tags]}, ${Math.round(waited[0])},
          ${Math.round(waited[1])}, to_timestamp(${at}::float8))
      ), pair as (
        insert into met_pairs (low, high, met_at)
        select ${low}::uuid, ${high}::uuid, to_timestamp(${at}::float8) where ${low}::text <> ${high}::text
        on conflict (low, high) do update set met_at = excluded.met_at
      )
      insert into meet_seats (seat, meeting_id, process_id)
      select seat, ${id}::uuid, ${this.#node}::uuid from unnest(${seats.toSorted()}::text[]) as seat
      returning coalesce((select meet_blur from settings), false) as blur`.catch((error: unknown) => {
      throw isTaken(error) ? conflict('One of the two is in a meeting already.') : error;
    });
    return { blur: rows[0]?.blur ?? false };
  }

  /** Rows of these seats that a crash of the database brought back: of meetings of this process that do not run. */
  async unseat(seats: readonly string[], running: readonly string[]): Promise<void> {
    await this.#lane`
      delete from meet_seats where seat = any(${[...seats]}::text[]) and process_id = ${this.#node}
        and meeting_id <> all(${[...running]}::uuid[])`;
  }

  /** Only the first end counts: a retry changes nothing. */
  async ended(id: string, { end, endedAt, connected, extensions }: EndedMeeting): Promise<void> {
    await this.#lane`
      with seats as (delete from meet_seats where meeting_id = ${id})
      update meetings set "end" = ${end}, ended_at = to_timestamp(${endedAt / 1000}::float8),
        connected = ${connected}, extensions = ${extensions}
      where id = ${id} and ended_at is null`;
  }

  async said(
    meetingId: string,
    text: { sender: 0 | 1; clientId: string; text: string; at: number },
  ): Promise<void> {
    const { sender, clientId, at } = text;
    await this.#db
      .insert(meetTexts)
      .values({ meetingId, sender, clientId, text: text.text, createdAt: new Date(at) });
  }

  async block(userId: UserId, blockedId: UserId, now: number): Promise<void> {
    const row = { userId, blockedId, createdAt: new Date(now) };
    await this.#db.insert(blocks).values(row).onConflictDoNothing();
  }

  /** Who was in it with this person; null where this person was not. */
  async partnerIn(meetingId: string, userId: UserId): Promise<UserId | null> {
    const [row] = await this.#db.select().from(meetings).where(eq(meetings.id, meetingId));
    if (row?.firstUserId === userId) return row.secondUserId;
    return row?.secondUserId === userId ? row.firstUserId : null;
  }

  /** Which process holds the meeting that this seat is in. */
  async homeOf(seat: string): Promise<{ node: string; meetingId: string } | null> {
    const [row] = await this.#db
      .select({ node: meetSeats.processId, meetingId: meetSeats.meetingId })
      .from(meetSeats)
      .where(eq(meetSeats.seat, seat));
    return row ?? null;
  }

  /** Closes what processes left open that are not alive; answers whose meetings these were. */
  async recover(now: number, alive: readonly string[]): Promise<{ seat: string; meetingId: string }[]> {
    const isLeft = notInArray(meetSeats.processId, [...alive]);
    const left = this.#db.select({ id: meetSeats.meetingId }).from(meetSeats).where(isLeft);
    await this.#db
      .update(meetings)
      .set({ end: 'closed', endedAt: new Date(now) })
      .where(and(inArray(meetings.id, left), isNull(meetings.endedAt)));
    return this.#db
      .delete(meetSeats)
      .where(isLeft)
      .returning({ seat: meetSeats.seat, meetingId: meetSeats.meetingId });
  }

  /** Of pairs that may meet again nothing is kept; a meeting that nobody reported outlives its roll-up by a month. */
  async forget(now: number): Promise<void> {
    await this.#db.delete(metPairs).where(lt(metPairs.metAt, new Date(now - MET_LATELY_MS)));
    const isOld = lt(meetings.startedAt, new Date(now - UNREPORTED_KEPT_MS));
    await this.#db.delete(meetings).where(and(isOld, isNull(meetings.sealedAt)));
  }
}

/** Part of a statement: whom this person does not meet. Blocks and meetings count in both directions. */
function avoidedBy(sql: Sql, userId: UserId, now: number) {
  return sql`(
    select coalesce(json_agg(json_build_array(other, until)), '[]') from (
      select case when low = ${userId} then high else low end as other,
        round(extract(epoch from met_at) * 1000)::float8 + ${MET_LATELY_MS}::float8 as until
      from met_pairs
      where (low = ${userId} or high = ${userId})
        and met_at > to_timestamp(${(now - MET_LATELY_MS) / 1000}::float8)
      union all
      select case when user_id = ${userId} then blocked_id else user_id end, null
      from blocks where user_id = ${userId} or blocked_id = ${userId}) as avoided)`;
}

function readAvoided(rows: readonly AvoidedRow[]): Avoided[] {
  return rows.map(([userId, until]): Avoided => [userId, until ?? Infinity]);
}
