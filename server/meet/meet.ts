import type { DownEvent } from '../../protocol/down.ts';
import { conflict, forbidden, notFound, unavailable } from '../../protocol/errors.ts';
import type { ConversationId, SessionId, UserId } from '../../protocol/ids.ts';
import type { MeetEnd, MeetStart } from '../../protocol/meet.ts';
import type { UpOf } from '../../protocol/up.ts';
import { seatOf } from '../calls/call-event.ts';
import type { Logger } from '../log.ts';
import type { Connection } from '../realtime/device.ts';
import type { MeetBooks, MeetPolicy } from './meet-books.ts';
import { type AdmissionParts, admit } from './admission.ts';
import { type Meeting, searchesOn } from './meeting.ts';
import type { Meetings, Over } from './meetings.ts';
import type { Others, Reported } from './others.ts';
import { Pairing } from './pairing.ts';
import type { Found, MeetQueue } from './queue.ts';
import type { Seat, SeatCard, Told } from './seat.ts';
import { SeatBook } from './seat-book.ts';

export interface MeetParts extends AdmissionParts {
  readonly books: MeetBooks;
  readonly meetings: Meetings;
  readonly queue: MeetQueue;
  readonly node: string;
  readonly others: Others;
  readonly log: Logger;
  /** The direct conversation of two members who both asked for it. */
  readonly openDirect: (a: UserId, b: UserId) => Promise<ConversationId>;
}

/** Those who look for a stranger in this process, and those whose meeting is held here. Every change is told whole to its seat. */
export class Meet {
  readonly #parts: MeetParts;
  readonly #seats: SeatBook;
  readonly #pairing: Pairing;
  #closed = false;

  constructor(parts: MeetParts) {
    this.#parts = parts;
    this.#seats = new SeatBook({
      clock: parts.clock,
      onAway: (seat) => this.#away(seat),
      onLost: (seat) => this.#leave(seat, 'lost'),
    });
    this.#pairing = new Pairing({ ...parts, seats: this.#seats });
    parts.meetings.onOver((seatKey, over) => this.#over(seatKey, over));
    parts.meetings.onChange((seatKey) => this.#seats.find(seatKey)?.changed());
  }

  get books(): MeetBooks {
    return this.#parts.books;
  }

  get count(): { searching: number; meetings: number } {
    return { searching: this.#parts.queue.size, meetings: this.#parts.meetings.size };
  }

  /** Rejects with `forbidden` where this person may not, with `unavailable` where media has no way. */
  async start(connection: Connection, { name, tags }: MeetStart): Promise<Told> {
    if (this.#closed) throw unavailable('The server is stopping.');
    const { isMember, avoids } = await admit(this.#parts, connection);
    const seat = this.#seats.sit(connection, { name, isMember });
    if (seat.phase.state === 'meeting') throw conflict('You are in a meeting.');
    seat.tags = tags;
    // Of a meeting that ended while its page was away.
    seat.past = this.#parts.others.takeEnding(seat.key);
    await this.#pairing.search(seat, avoids);
    return seat.told;
  }

  /** The other's Next may cross this one: what names a meeting that is over skips nobody. */
  async next(connection: Connection, meetingId?: string): Promise<Told> {
    const seat = this.#seats.of(connection);
    if (meetingId !== undefined && meetingId !== seat.meeting?.facts.id) return seat.told;
    if (seat.meeting) this.#parts.meetings.end(seat.meeting, 'next', seat.key);
    else if (seat.phase.state === 'idle') await this.#pairing.search(seat);
    return seat.told;
  }

  stop(connection: Connection): Told {
    const seat = this.#seats.of(connection);
    if (seat.meeting) this.#parts.meetings.end(seat.meeting, 'stopped', seat.key);
    else {
      seat.past = null;
      this.#pairing.rest(seat);
    }
    return seat.told;
  }

  /** After the socket came back. Texts that waited follow the answer. */
  resume(connection: Connection): Told {
    const seat = this.#seats.find(seatOf(connection))
      ? this.#seats.of(connection)
      : this.#comeBack(connection);
    if (!seat) return { state: { state: 'idle', past: null }, revision: 0 };
    if (seat.meeting) this.#parts.meetings.setPresent(seat.meeting, seat.key, true);
    else if (seat.phase.state === 'searching' && !this.#parts.queue.has(seat.key))
      this.#pairing.searchOn([seat]);
    for (const event of seat.takeHeld()) connection.send(event);
    return seat.told;
  }

  /** Where its meeting ended while the page was away. A seat that then searches on is unknown here: its page starts anew, and is told so. */
  #comeBack(connection: Connection): Seat | null {
    const { others } = this.#parts;
    const key = seatOf(connection);
    const past = others.endingOf(key);
    if (!past || searchesOn(past.end, past.mine)) return null;
    const seat = this.#seats.sit(connection, { name: '', isMember: !connection.isGuest });
    seat.past = others.takeEnding(key);
    seat.revision = 1;
    return seat;
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

  /** Ends the meeting if it still runs, wherever it does; who was paused ends everything. */
  async reported(report: Reported): Promise<void> {
    await this.#keepApart(report.userId, report.partnerId);
    this.#parts.others.reported(report);
  }

  /** In this process. */
  endReported({ meetingId, userId, partnerId, paused }: Reported): void {
    for (const seat of this.#seats.all)
      if (seat.userId === userId && seat.meeting?.facts.id === meetingId)
        this.#parts.meetings.end(seat.meeting, 'reported', seat.key);
    if (paused) this.revoke({ userId: partnerId });
  }

  async #keepApart(a: UserId, b: UserId): Promise<void> {
    if (a === b) return;
    await this.#parts.books.block(a, b, this.#parts.clock.now());
    await this.#parts.queue.keepApart(a, b);
  }

  /** Signed out, suspended or paused: what they are in ends now. */
  revoke(who: { readonly sessionId?: SessionId; readonly userId?: UserId }): void {
    for (const seat of this.#seats.all)
      if (seat.sessionId === who.sessionId || seat.userId === who.userId) this.#leave(seat, 'lost');
  }

  /** The owner set who may meet strangers: whoever may not now rests. Of two who meet it takes one. */
  permit(who: MeetPolicy['who']): void {
    if (who === 'everyone') return;
    for (const seat of this.#seats.all) {
      if (who === 'members' && seat.isMember) continue;
      if (seat.meeting) this.#parts.meetings.end(seat.meeting, 'closed', null);
      else if (seat.phase.state === 'searching') this.#pairing.rest(seat);
    }
  }

  found(pair: Found): void {
    void this.#pairing.meet(pair);
  }

  /** A seat that is here for its meeting, and may have its socket in another process. */
  lodger(seatKey: string): SeatCard | null {
    const seat = this.#seats.find(seatKey);
    return seat && (seat.isLodger || seat.meeting) ? seat.card : null;
  }

  give(seatKey: string): { connection: Connection; card: SeatCard } | null {
    return this.#pairing.give(seatKey);
  }

  takeBack(connection: Connection, card: SeatCard, searches: boolean): void {
    this.#pairing.takeBack(connection, card, searches);
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    this.#pairing.close();
    this.#seats.close();
    await this.#parts.meetings.close();
    await this.#parts.queue.close();
  }

  /** Nobody is matched with a page that is away; the meeting that it is in waits for it. */
  #away(seat: Seat): void {
    this.#parts.queue.leave(seat.key);
    if (seat.meeting) this.#parts.meetings.setPresent(seat.meeting, seat.key, false);
  }

  #leave(seat: Seat, end: MeetEnd): void {
    if (seat.meeting) this.#parts.meetings.end(seat.meeting, end, seat.key);
    this.#pairing.rest(seat);
    this.#seats.remove(seat);
  }

  /** Who stopped rests, and so do both when the time was up; whoever was left searches on. */
  #over(seatKey: string, { meetingId, end, by }: Over): void {
    const seat = this.#seats.find(seatKey);
    if (seat?.meeting?.facts.id !== meetingId) return;
    const mine = by === seatKey;
    seat.past = { meetingId, end, mine };
    if (!seat.connection && !mine) this.#parts.others.endedAway(seatKey, seat.past);
    seat.phase = { state: 'idle' };
    seat.revision += 1;
    // It is not their server that stopped.
    if (seat.isLodger) this.#pairing.giveBack(seat, searchesOn(end, mine) || end === 'closed');
    else if (searchesOn(end, mine) && seat.connection && !this.#closed) this.#pairing.searchOn([seat]);
    else seat.changed();
  }

  #inMeeting(connection: Connection, meetingId: string): { seat: Seat; meeting: Meeting } {
    const seat = this.#seats.find(seatOf(connection));
    if (seat?.meeting?.facts.id !== meetingId) throw notFound('The meeting');
    return { seat, meeting: seat.meeting };
  }
}
