import { seatOf } from '../calls/call-event.ts';
import type { Logger } from '../log.ts';
import type { Connection } from '../realtime/device.ts';
import { type AdmissionParts, admit } from './admission.ts';
import { FarConnection } from './far-connection.ts';
import type { Pair } from './matchmaker.ts';
import type { Avoided } from './meet-books.ts';
import type { Meetings } from './meetings.ts';
import type { Others } from './others.ts';
import type { Found, MeetQueue } from './queue.ts';
import type { Seat, SeatCard } from './seat.ts';
import type { SeatBook } from './seat-book.ts';

/** Two whose meeting could not be opened search again after so long. */
const RETRY_MS = 250;
/** After so many in a row it is not for want of another try. */
const MOST_FAILURES = 3;

export interface PairingParts extends AdmissionParts {
  readonly node: string;
  readonly seats: SeatBook;
  readonly queue: MeetQueue;
  readonly meetings: Meetings;
  readonly others: Others;
  readonly log: Logger;
}

/**
 * From searching to meeting. A seat waits in the process of its socket. The process that is told of a pair holds the
 * meeting: a seat of another process moves there, and back when it is over.
 */
export class Pairing {
  readonly #parts: PairingParts;
  #closed = false;

  constructor(parts: PairingParts) {
    this.#parts = parts;
  }

  /** Enters the queue; whether they may, and whom to avoid, is read each time, by whoever calls or here. */
  async search(seat: Seat, known?: readonly Avoided[]): Promise<void> {
    const { queue, clock, log } = this.#parts;
    if (seat.isLodger) return this.giveBack(seat, true);
    const since = seat.phase.state === 'searching' ? seat.phase.since : clock.now();
    seat.phase = { state: 'searching', since, tags: seat.tags };
    seat.changed();
    const { revision } = seat;
    try {
      const avoids = known ?? (await admit(this.#parts, seat)).avoids;
      if (seat.revision !== revision || !seat.connection || this.#closed) return;
      await queue.enter({ seat: seat.key, person: seat.userId, tags: seat.tags, avoids });
    } catch (error) {
      log.warn({ err: error }, 'a search was given up');
      if (seat.revision === revision) this.rest(seat);
      throw error;
    }
  }

  searchOn(seats: readonly Seat[]): void {
    for (const seat of seats) if (seat.connection) this.search(seat).catch(() => undefined);
  }

  rest(seat: Seat): void {
    this.#parts.queue.leave(seat.key);
    seat.phase = { state: 'idle' };
    if (seat.isLodger) this.giveBack(seat, false);
    else seat.changed();
  }

  /** Where the page is away, nobody can say to which process it will come back: the seat is gone. */
  giveBack(seat: Seat, searches: boolean): void {
    const { connection, card } = seat;
    this.#parts.seats.remove(seat);
    if (connection instanceof FarConnection) this.#parts.others.release(connection, card, searches);
  }

  /** For a meeting in another process; null: it does not wait. */
  give(key: string): { connection: Connection; card: SeatCard } | null {
    const { seats, queue } = this.#parts;
    const seat = seats.find(key);
    if (!seat?.connection || seat.phase.state !== 'searching' || !queue.has(key)) return null;
    const { connection, card } = seat;
    queue.leave(key);
    seats.remove(seat);
    return { connection, card };
  }

  takeBack(connection: Connection, card: SeatCard, searches: boolean): void {
    const { seats } = this.#parts;
    if (this.#closed || seats.find(seatOf(connection))) return;
    const seat = seats.admit(connection, card);
    if (searches) this.searchOn([seat]);
    else seat.changed();
  }

  /** Both are told once the database holds that each is in this meeting and in no other. */
  async meet(found: Found): Promise<void> {
    const id = Bun.randomUUIDv7();
    const gathered = await Promise.all(
      found.seats.map((key, index) => this.#gather(key, found.nodes[index], id)),
    );
    const both = gathered.filter((seat) => seat !== null).filter((seat) => this.#awaits(seat));
    const [first, second] = both;
    if (!first || !second) return this.searchOn(both);
    const revisions = both.map(({ revision }) => revision);
    const meeting = await this.#open({ ...found, id, seats: [first, second] });
    const still = both.filter((seat, index) => seat.connection && seat.revision === revisions[index]);
    if (!meeting) this.#tryAgain(still, id);
    else if (still.length === 2) {
      for (const seat of still) {
        seat.phase = { state: 'meeting', meeting };
        seat.failures = 0;
      }
      this.#parts.meetings.begin(meeting);
    } else {
      this.#parts.meetings.discard(meeting);
      this.searchOn(still);
    }
  }

  close(): void {
    this.#closed = true;
  }

  async #gather(key: string, node: string | undefined, meetingId: string): Promise<Seat | null> {
    const { seats, others, clock } = this.#parts;
    if (node === undefined || node === this.#parts.node) return seats.find(key) ?? null;
    const claimed = await others.claim(node, key, meetingId);
    if (!claimed) return null;
    const { connection, card } = claimed;
    if (seats.find(key)?.meeting) {
      others.release(connection, card, true);
      return null;
    }
    const seat = seats.admit(connection, card);
    seat.phase = { state: 'searching', since: clock.now(), tags: seat.tags };
    return seat;
  }

  async #open(pair: { id: string; seats: readonly [Seat, Seat] } & Pick<Pair, 'shared' | 'waited'>) {
    const { meetings, log } = this.#parts;
    try {
      return await meetings.open(pair);
    } catch (error) {
      log.warn({ err: error }, 'two who fit could not meet');
      return null;
    }
  }

  #tryAgain(seats: readonly Seat[], meetingId: string): void {
    for (const seat of seats) {
      seat.failures += 1;
      if (seat.failures < MOST_FAILURES) continue;
      seat.failures = 0;
      seat.past = { meetingId, end: 'failed', mine: false };
      this.rest(seat);
    }
    this.#parts.clock.after(RETRY_MS, () => this.searchOn(seats.filter((seat) => this.#awaits(seat))));
  }

  /** Searches, and is in no queue: somebody found it. */
  #awaits(seat: Seat): boolean {
    const searches = seat.connection !== null && seat.phase.state === 'searching';
    return searches && !this.#parts.queue.has(seat.key);
  }
}
