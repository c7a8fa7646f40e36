import type { DownEvent } from '../../protocol/down.ts';
import { conflict, forbidden, notFound, unavailable } from '../../protocol/errors.ts';
import type { ConversationId, SessionId, UserId } from '../../protocol/ids.ts';
import type { MeetEnd, MeetStart } from '../../protocol/meet.ts';
import type { UpOf } from '../../protocol/up.ts';
import { seatOf } from '../calls/call-event.ts';
import type { Logger } from '../log.ts';
import type { Connection } from '../realtime/device.ts';
import type { MeetBooks } from './meet-books.ts';
import { type AdmissionParts, admit } from './admission.ts';
import { Matchmaker, type Pair } from './matchmaker.ts';
import { type Meeting, searchesOn } from './meeting.ts';
import type { Meetings, Over } from './meetings.ts';
import { type Seat, type Told, WIDEN_AFTER_MS } from './seat.ts';
import { SeatBook } from './seat-book.ts';

/** Two whose meeting could not be opened search again after so long. */
const RETRY_MS = 1_000;

export interface MeetParts extends AdmissionParts {
  readonly books: MeetBooks;
  readonly meetings: Meetings;
  readonly log: Logger;
  /** The direct conversation of two members who both asked for it. */
  readonly openDirect: (a: UserId, b: UserId) => Promise<ConversationId>;
}

/** Those who look for a stranger in this process, and those who found one. Every change is told whole to its seat. */
export class Meet {
  readonly #parts: MeetParts;
  readonly #matchmaker = new Matchmaker(WIDEN_AFTER_MS);
  readonly #seats: SeatBook;
  #cancelWidening = () => {};
  #closed = false;

  constructor(parts: MeetParts) {
    this.#parts = parts;
    this.#seats = new SeatBook({
      clock: parts.clock,
      onAway: (seat) => this.#away(seat),
      onLost: (seat) => this.#leave(seat, 'lost'),
    });
    parts.meetings.onOver((seatKey, over) => this.#over(seatKey, over));
    parts.meetings.onChange((seatKey) => this.#changed(this.#seats.find(seatKey)));
  }

  get books(): MeetBooks {
    return this.#parts.books;
  }

  get count(): { searching: number; meetings: number } {
    return { searching: this.#matchmaker.size, meetings: this.#parts.meetings.size };
  }

  /** Rejects with `forbidden` where this person may not, with `unavailable` where media has no way. */
  async start(connection: Connection, { name, tags }: MeetStart): Promise<Told> {
    if (this.#closed) throw unavailable('The server is stopping.');
    const { isMember } = await admit(this.#parts, connection.userId);
    const seat = this.#seats.sit(connection, { name, isMember });
    if (seat.phase.state === 'meeting') throw conflict('You are in a meeting.');
    seat.tags = tags;
    seat.past = null;
    await this.#search(seat);
    return seat.told;
  }

  async next(connection: Connection): Promise<Told> {
    const seat = this.#seats.of(connection);
    if (seat.meeting) this.#parts.meetings.end(seat.meeting, 'next', seat.key);
    else if (seat.phase.state === 'idle') await this.#search(seat);
    return seat.told;
  }

  stop(connection: Connection): Told {
    const seat = this.#seats.of(connection);
    if (seat.meeting) this.#parts.meetings.end(seat.meeting, 'stopped', seat.key);
    else {
      seat.past = null;
      this.#idle(seat);
    }
    return seat.told;
  }

  /** After the socket came back. Texts that waited follow the answer. */
  resume(connection: Connection): Told {
    const seat = this.#seats.find(seatOf(connection)) && this.#seats.of(connection);
    if (!seat) return { state: { state: 'idle', past: null }, revision: 0 };
    if (seat.meeting) this.#parts.meetings.setPresent(seat.meeting, seat.key, true);
    else if (seat.phase.state === 'searching' && !this.#matchmaker.has(seat.key)) void this.#search(seat);
    for (const event of seat.takeHeld()) connection.send(event);
    return seat.told;
  }

  say(connection: Connection, up: UpOf<'meet.say'>): { at: number } {
    const { seat, meeting } = this.#inMeeting(connection, up.meetingId);
    return this.#parts.meetings.say(meeting, seat.key, up, (other, event) =>
      this.#seats.find(other)?.deliver(event),
    );
  }

  typing(connection: Connection, { meetingId, stopped }: UpOf<'meet.typing'>): void {
    const { seat, meeting } = this.#inMeeting(connection, meetingId);
    const event: DownEvent = { t: 'meet.typing', meetingId, stopped };
    for (const { seat: key } of meeting.facts.strangers)
      if (key !== seat.key) this.#seats.find(key)?.tell(event);
  }

  extend(connection: Connection, { meetingId, on }: UpOf<'meet.extend'>): Told {
    const { seat, meeting } = this.#inMeeting(connection, meetingId);
    this.#parts.meetings.extend(meeting, seat.key, on);
    return seat.told;
  }

  reveal(connection: Connection, meetingId: string): Told {
    const { seat, meeting } = this.#inMeeting(connection, meetingId);
    this.#parts.meetings.reveal(meeting, seat.key);
    return seat.told;
  }

  async keep(connection: Connection, { meetingId, on }: UpOf<'meet.keep'>): Promise<Told> {
    const { seat, meeting } = this.#inMeeting(connection, meetingId);
    if (!seat.isMember) throw forbidden('Only members can keep in touch: make an account first.');
    if (this.#parts.meetings.keep(meeting, seat.key, on)) {
      const [a = '', b = ''] = meeting.facts.strangers.map(({ seat: key }) => this.#seats.find(key)?.userId);
      if (a !== b) meeting.conversationId = await this.#parts.openDirect(a, b);
    }
    this.#parts.meetings.tell(meeting);
    return seat.told;
  }

  /** The two never meet again, and this meeting is over. */
  async block(connection: Connection, meetingId: string): Promise<Told> {
    const { books, meetings } = this.#parts;
    const { userId } = connection;
    const partner = await books.partnerIn(meetingId, userId);
    if (partner === null || partner === userId) throw notFound('The meeting');
    await this.#keepApart(userId, partner);
    const seat = this.#seats.of(connection);
    if (seat.meeting?.facts.id === meetingId) meetings.end(seat.meeting, 'blocked', seat.key);
    return seat.told;
  }

  /** Ends the meeting if it still runs; who was paused ends everything. */
  async reported(
    meetingId: string,
    who: { readonly userId: UserId; readonly partnerId: UserId; readonly paused: boolean },
  ): Promise<void> {
    const { userId, partnerId, paused } = who;
    await this.#keepApart(userId, partnerId);
    for (const seat of this.#seats.all)
      if (seat.userId === userId && seat.meeting?.facts.id === meetingId)
        this.#parts.meetings.end(seat.meeting, 'reported', seat.key);
    if (paused) this.revoke({ userId: partnerId });
  }

  async #keepApart(a: UserId, b: UserId): Promise<void> {
    if (a === b) return;
    await this.#parts.books.block(a, b, this.#parts.clock.now());
    this.#matchmaker.keepApart(a, b, Infinity);
  }

  /** Signed out, suspended or paused: what they are in ends now. */
  revoke(who: { readonly sessionId?: SessionId; readonly userId?: UserId }): void {
    for (const seat of this.#seats.all)
      if (seat.sessionId === who.sessionId || seat.userId === who.userId) this.#leave(seat, 'lost');
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    this.#cancelWidening();
    this.#seats.close();
    await this.#parts.meetings.close();
  }

  /** Nobody is matched with a page that is away; the meeting that it is in waits for it. */
  #away(seat: Seat): void {
    this.#matchmaker.leave(seat.key);
    if (seat.meeting) this.#parts.meetings.setPresent(seat.meeting, seat.key, false);
  }

  #leave(seat: Seat, end: MeetEnd): void {
    if (seat.meeting) this.#parts.meetings.end(seat.meeting, end, seat.key);
    this.#idle(seat);
    this.#seats.remove(seat);
  }

  #idle(seat: Seat): void {
    this.#matchmaker.leave(seat.key);
    seat.phase = { state: 'idle' };
    this.#changed(seat);
  }

  /** Enters the queue; whom to avoid is read each time. */
  async #search(seat: Seat): Promise<void> {
    const { books, clock, log } = this.#parts;
    const since = seat.phase.state === 'searching' ? seat.phase.since : clock.now();
    seat.phase = { state: 'searching', since, tags: seat.tags };
    this.#changed(seat);
    const { revision } = seat;
    try {
      const avoids = await books.avoids(seat.userId, clock.now());
      if (seat.revision !== revision || !seat.connection || this.#closed) return;
      const seeker = { seat: seat.key, person: seat.userId, tags: seat.tags, avoids };
      const pair = this.#matchmaker.enter(seeker, clock.now());
      if (pair) void this.#meet(pair);
      this.#widenLater();
    } catch (error) {
      log.warn({ err: error }, 'a search was given up');
      if (seat.revision === revision) this.#idle(seat);
      throw error;
    }
  }

  #widenLater(): void {
    this.#cancelWidening();
    const next = this.#matchmaker.nextWidening;
    if (next === null || this.#closed) return;
    this.#cancelWidening = this.#parts.clock.after(Math.max(0, next - this.#parts.clock.now()), () => {
      for (const pair of this.#matchmaker.widen(this.#parts.clock.now())) void this.#meet(pair);
      this.#widenLater();
    });
  }

  /** Both are told once the database holds that each is in this meeting and in no other. */
  async #meet({ seats, shared, waited }: Pair): Promise<void> {
    const both = seats.flatMap((key) => this.#seats.find(key) ?? []);
    const [first, second] = both;
    if (!first || !second) return this.#searchOn(both);
    const revisions = both.map(({ revision }) => revision);
    const meeting = await this.#open({ seats: [first, second], shared, waited });
    const still = both.filter((seat, index) => seat.connection && seat.revision === revisions[index]);
    if (!meeting) {
      this.#parts.clock.after(RETRY_MS, () => this.#searchOn(still.filter((seat) => this.#awaits(seat))));
    } else if (still.length === 2) {
      for (const seat of still) seat.phase = { state: 'meeting', meeting };
      this.#parts.meetings.begin(meeting);
    } else {
      this.#parts.meetings.discard(meeting);
      this.#searchOn(still);
    }
  }

  async #open(pair: { seats: readonly [Seat, Seat] } & Pick<Pair, 'shared' | 'waited'>) {
    const { meetings, books, log } = this.#parts;
    try {
      const { blur } = await books.policy();
      return await meetings.open({ ...pair, blurs: blur });
    } catch (error) {
      log.warn({ err: error }, 'two who fit could not meet');
      return null;
    }
  }

  #awaits(seat: Seat): boolean {
    return seat.phase.state === 'searching' && !this.#matchmaker.has(seat.key);
  }

  #searchOn(seats: readonly Seat[]): void {
    for (const seat of seats) if (seat.connection) this.#search(seat).catch(() => undefined);
  }

  /** Who stopped rests, and so do both when the time was up; whoever was left searches on. */
  #over(seatKey: string, { meetingId, end, by }: Over): void {
    const seat = this.#seats.find(seatKey);
    if (seat?.meeting?.facts.id !== meetingId) return;
    const mine = by === seatKey;
    seat.past = { meetingId, end, mine };
    seat.phase = { state: 'idle' };
    if (searchesOn(end, mine) && seat.connection && !this.#closed) this.#searchOn([seat]);
    else this.#changed(seat);
  }

  #changed(seat: Seat | undefined): void {
    if (!seat) return;
    seat.revision += 1;
    seat.tell({ t: 'meet.changed', ...seat.told });
  }

  #inMeeting(connection: Connection, meetingId: string): { seat: Seat; meeting: Meeting } {
    const seat = this.#seats.find(seatOf(connection));
    if (seat?.meeting?.facts.id !== meetingId) throw notFound('The meeting');
    return { seat, meeting: seat.meeting };
  }
}
