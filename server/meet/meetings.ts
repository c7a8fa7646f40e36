import type { Call as CallView } from '../../protocol/call.ts';
import type { DownEvent } from '../../protocol/down.ts';
import { notFound } from '../../protocol/errors.ts';
import type { MeetEnd } from '../../protocol/meet.ts';
import type { UpOf } from '../../protocol/up.ts';
import type { Call } from '../calls/call.ts';
import type { Calls } from '../calls/calls.ts';
import type { Clock } from '../clock.ts';
import type { Config } from '../config.ts';
import type { Logger } from '../log.ts';
import type { MeetBooks, OpenedMeeting } from './meet-books.ts';
import { Meeting, otherSide, type Side } from './meeting.ts';
import type { Seat } from './seat.ts';

/** Both are in the call by then, or there is no way for them. */
const JOIN_WITHIN_MS = 20_000;
const FIRST_RETRY_MS = 500;
const ATTEMPTS = 8;

export interface MeetingsParts {
  readonly config: Config['meet'];
  readonly books: MeetBooks;
  readonly calls: Pick<Calls, 'openMeeting'>;
  readonly clock: Clock;
  readonly log: Logger;
}

export interface Over {
  readonly meetingId: string;
  readonly end: MeetEnd;
  /** The seat that ended it; null: nobody, or both. */
  readonly by: string | null;
}

interface Running {
  readonly meeting: Meeting;
  readonly seats: readonly [Seat, Seat];
  readonly call: Call;
  cancelEnd: () => void;
  cancelJoin: () => void;
}

/** All meetings of this process: their calls, their time, and their rows. */
export class Meetings {
  readonly #parts: MeetingsParts;
  readonly #running = new Map<string, Running>();
  readonly #opened = new Map<string, readonly [Seat, Seat]>();
  readonly #writes = new Set<Promise<void>>();
  /** Writes that wait for their next try. */
  readonly #waiting = new Set<() => void>();
  /** By seat: its last meeting is being closed in the database. */
  readonly #closing = new Map<string, Promise<void>>();
  #tellChange: (seat: string) => void = () => {};
  #tellOver: (seat: string, over: Over) => void = () => {};
  #isClosing = false;

  constructor(parts: MeetingsParts) {
    this.#parts = parts;
  }

  get size(): number {
    return this.#running.size;
  }

  onChange(listener: (seat: string) => void): void {
    this.#tellChange = listener;
  }

  onOver(listener: (seat: string, over: Over) => void): void {
    this.#tellOver = listener;
  }

  /** In the database only; `begin` or `discard` comes next. Rejects where one of the two is in a meeting already. */
  async open(pair: {
    readonly id: string;
    readonly seats: readonly [Seat, Seat];
    readonly shared: readonly string[];
    readonly waited: readonly [number, number];
  }): Promise<Meeting> {
    const { config, clock } = this.#parts;
    const { id, seats, shared, waited } = pair;
    const startedAt = clock.now();
    // A seat that skips quickly is free once its last meeting is closed.
    await Promise.all(seats.map(({ key }) => this.#closing.get(key)));
    const row = { id, path: config.path, tags: shared, waited, startedAt };
    const blurs = await this.#writeOpening(row, seats);
    const stranger = (side: Side) => {
      const { key: seat, name, isMember } = seats[side];
      return { seat, name, isMember, waitedMs: waited[side], present: true };
    };
    const meeting = new Meeting({
      id,
      callId: Bun.randomUUIDv7(),
      path: config.path,
      shared,
      strangers: [stranger(0), stranger(1)],
      startedAt,
      lengthMs: config.lengthMs,
      blurs,
      keepsText: config.keepsText,
    });
    this.#opened.set(id, seats);
    return meeting;
  }

  /** Answers whether the two are blurred at first. */
  async #writeOpening(
    row: Omit<OpenedMeeting, 'seats' | 'userIds'>,
    [first, second]: readonly [Seat, Seat],
  ): Promise<boolean> {
    const { books } = this.#parts;
    const keys = [first.key, second.key] as const;
    try {
      const userIds = [first.userId, second.userId] as const;
      return (await books.open({ ...row, seats: keys, userIds })).blur;
    } catch (error) {
      // It may have been written, and its answer lost: nobody is in it.
      const end = {
        end: 'failed',
        endedAt: this.#parts.clock.now(),
        connected: false,
        extensions: 0,
      } as const;
      void this.#insist(() => books.ended(row.id, end));
      // The next attempt does not meet what is left of a meeting that is over.
      await books.unseat(keys, [...this.#running.keys(), ...this.#opened.keys()]).catch(() => undefined);
      throw error;
    }
  }

  begin(meeting: Meeting): void {
    const { id, callId, path } = meeting.facts;
    const seats = this.#opened.get(id);
    if (!seats) return;
    this.#opened.delete(id);
    const actors = seats.map((seat) => [seat.key, crypto.randomUUID()] as const);
    const call = this.#parts.calls.openMeeting({
      id: callId,
      conversationId: id,
      startedBy: actors[0]?.[1] ?? '',
      meeting: {
        path,
        actors: new Map(actors),
        tell: (event: DownEvent) => {
          for (const seat of seats) seat.tell(event);
        },
        changed: (view) => this.#callChanged(meeting, view),
      },
    });
    const cancelJoin = this.#parts.clock.after(JOIN_WITHIN_MS, () => {
      if (!meeting.connected) this.end(meeting, 'failed', null);
    });
    this.#running.set(id, { meeting, seats, call, cancelEnd: () => {}, cancelJoin });
    this.#endInTime(meeting);
    this.tell(meeting);
    this.#parts.log.info({ meeting: id, path }, 'two strangers meet');
  }

  /** Opened, and one of the two is not there any more. */
  discard(meeting: Meeting): void {
    this.#opened.delete(meeting.facts.id);
    this.#write(meeting, 'lost');
  }

  /** Only the first end counts. */
  end(meeting: Meeting, end: MeetEnd, by: string | null): void {
    const { id } = meeting.facts;
    const running = this.#running.get(id);
    if (!running) return;
    this.#running.delete(id);
    running.cancelEnd();
    running.cancelJoin();
    this.#write(meeting, end);
    running.call.close();
    this.#parts.log.info({ meeting: id, end }, 'a meeting is over');
    for (const { key } of running.seats) this.#tellOver(key, { meetingId: id, end, by });
  }

  extend(meeting: Meeting, seat: string, on: boolean): void {
    meeting.extend(sideIn(meeting, seat), on, this.#parts.clock.now());
    this.#endInTime(meeting);
    this.tell(meeting);
  }

  reveal(meeting: Meeting, seat: string): void {
    meeting.reveal(sideIn(meeting, seat));
    this.tell(meeting);
  }

  /** Whether both want it now. */
  keep(meeting: Meeting, seat: string, on: boolean): boolean {
    return meeting.keep(sideIn(meeting, seat), on);
  }

  setPresent(meeting: Meeting, seat: string, present: boolean): void {
    meeting.facts.strangers[sideIn(meeting, seat)].present = present;
    this.tell(meeting);
  }

  /** Passed on by `deliver`, and kept only where the operator set it so. */
  say(
    meeting: Meeting,
    seat: string,
    { clientId, text }: UpOf<'meet.say'>,
    deliver: (seat: string, event: DownEvent) => void,
  ): { at: number } {
    const side = sideIn(meeting, seat);
    const said = meeting.saidAt(side, clientId);
    if (said !== null) return { at: said };
    const { books, clock } = this.#parts;
    const { id: meetingId, keepsText, strangers } = meeting.facts;
    const at = clock.now();
    meeting.said(side, clientId, at);
    deliver(strangers[otherSide(side)].seat, { t: 'meet.said', meetingId, clientId, text, at });
    if (keepsText) void this.#insist(() => books.said(meetingId, { sender: side, clientId, text, at }));
    return { at };
  }

  tell(meeting: Meeting): void {
    for (const { seat } of meeting.facts.strangers) this.#tellChange(seat);
  }

  /** Ends all that run and waits until that is written down, or was tried once more. */
  async close(): Promise<void> {
    this.#isClosing = true;
    for (const { meeting } of [...this.#running.values()]) this.end(meeting, 'closed', null);
    for (const goOn of this.#waiting) goOn();
    await Promise.all(this.#writes);
  }

  #endInTime(meeting: Meeting): void {
    const running = this.#running.get(meeting.facts.id);
    if (!running) return;
    running.cancelEnd();
    const leftMs = Math.max(0, meeting.endsAt - this.#parts.clock.now());
    running.cancelEnd = this.#parts.clock.after(leftMs, () => this.end(meeting, 'time', null));
  }

  #callChanged(meeting: Meeting, view: CallView): void {
    if (view.state === 'ended') return this.end(meeting, 'lost', null);
    if (view.participants.length === 2) meeting.connected = true;
    // Strangers who cannot use the server's way have none.
    if (meeting.facts.path === 'sfu' && view.topology.kind === 'mesh') this.end(meeting, 'failed', null);
  }

  #write(meeting: Meeting, end: MeetEnd): void {
    const { books, clock } = this.#parts;
    const { connected, extensions } = meeting;
    const row = { end, endedAt: clock.now(), connected, extensions };
    const writing = this.#insist(() => books.ended(meeting.facts.id, row));
    for (const { seat } of meeting.facts.strangers) {
      this.#closing.set(seat, writing);
      const isOver = () => this.#closing.get(seat) === writing && this.#closing.delete(seat);
      void writing.then(isOver);
    }
  }

  /** Behind the meeting's back: the database may be away for a while. */
  #insist(write: () => Promise<void>): Promise<void> {
    const writing = this.#attempt(write, 0).finally(() => this.#writes.delete(writing));
    this.#writes.add(writing);
    return writing;
  }

  async #attempt(write: () => Promise<void>, attempt: number): Promise<void> {
    const { clock, log } = this.#parts;
    try {
      await write();
    } catch (error) {
      log.warn({ err: error }, 'a meeting could not be written down');
      if (this.#isClosing || attempt >= ATTEMPTS) return;
      const { promise, resolve } = Promise.withResolvers<void>();
      const cancel = clock.after(FIRST_RETRY_MS * 2 ** attempt, resolve);
      this.#waiting.add(resolve);
      await promise;
      this.#waiting.delete(resolve);
      cancel();
      await this.#attempt(write, attempt + 1);
    }
  }
}

function sideIn(meeting: Meeting, seat: string): Side {
  const side = meeting.sideOf(seat);
  if (side === null) throw notFound('The meeting');
  return side;
}
