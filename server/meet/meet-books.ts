import { and, eq, gt, inArray, isNull, lt, notInArray, or } from 'drizzle-orm';
import { type Db, schema } from '../../db/client.ts';
import type { MeetPath } from '../../protocol/call.ts';
import { conflict } from '../../protocol/errors.ts';
import type { UserId } from '../../protocol/ids.ts';
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

/** What meeting strangers leaves in the database, and needs of it. */
export class MeetBooks {
  readonly #db: Db;
  readonly #config: Config['meet'];
  readonly #node: string;

  /** `node`: this process, as the others know it. */
  constructor(db: Db, config: Config['meet'], node: string) {
    this.#db = db;
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

  /** Whom this person does not meet, and until when: blocks and meetings count in both directions. */
  async avoids(userId: UserId, now: number): Promise<[UserId, number][]> {
    const [blocked, met] = await Promise.all([
      this.#db
        .select()
        .from(blocks)
        .where(or(eq(blocks.userId, userId), eq(blocks.blockedId, userId))),
      this.#db
        .select()
        .from(metPairs)
        .where(
          and(
            or(eq(metPairs.low, userId), eq(metPairs.high, userId)),
            gt(metPairs.metAt, new Date(now - MET_LATELY_MS)),
          ),
        ),
    ]);
    return [
      ...met.map(({ low, high, metAt }): [UserId, number] => [
        low === userId ? high : low,
        metAt.getTime() + MET_LATELY_MS,
      ]),
      ...blocked.map((row): [UserId, number] => [
        row.userId === userId ? row.blockedId : row.userId,
        Infinity,
      ]),
    ];
  }

  /** Rejects with `conflict` where one of the two is in a meeting already: the seats' key holds it. */
  async open({ id, seats, userIds, path, tags, waited, startedAt }: OpenedMeeting): Promise<void> {
    const at = startedAt / 1000;
    const [low = '', high = ''] = userIds.toSorted();
    // One statement, which is all or nothing: two wait for it.
    await this.#db.$client`
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
      select seat, ${id}::uuid, ${this.#node}::uuid from unnest(${seats.toSorted()}::text[]) as seat`.catch(
      (error: unknown) => {
        throw isTaken(error) ? conflict('One of the two is in a meeting already.') : error;
      },
    );
  }

  /** Only the first end counts: a retry changes nothing. */
  async ended(id: string, { end, endedAt, connected, extensions }: EndedMeeting): Promise<void> {
    await this.#db.transaction(async (tx) => {
      await tx.delete(meetSeats).where(eq(meetSeats.meetingId, id));
      await tx
        .update(meetings)
        .set({ end, endedAt: new Date(endedAt), connected, extensions })
        .where(and(eq(meetings.id, id), isNull(meetings.endedAt)));
    });
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

  /** Closes what processes left open that are not alive. */
  async recover(now: number, alive: readonly string[]): Promise<void> {
    const isLeft = notInArray(meetSeats.processId, [...alive]);
    const left = this.#db.select({ id: meetSeats.meetingId }).from(meetSeats).where(isLeft);
    await this.#db
      .update(meetings)
      .set({ end: 'closed', endedAt: new Date(now) })
      .where(and(inArray(meetings.id, left), isNull(meetings.endedAt)));
    await this.#db.delete(meetSeats).where(isLeft);
  }

  /** Of pairs that may meet again nothing is kept; a meeting that nobody reported outlives its roll-up by a month. */
  async forget(now: number): Promise<void> {
    await this.#db.delete(metPairs).where(lt(metPairs.metAt, new Date(now - MET_LATELY_MS)));
    const isOld = lt(meetings.startedAt, new Date(now - UNREPORTED_KEPT_MS));
    await this.#db.delete(meetings).where(and(isOld, isNull(meetings.sealedAt)));
  }
}
