import type { LiveCall } from '../../protocol/call.ts';
import type { CallId, ParticipantId, UserId } from '../../protocol/ids.ts';
import type { PastMeeting } from '../../protocol/meet.ts';
import { seatOf } from '../calls/call-event.ts';
import type { Calls } from '../calls/calls.ts';
import type { Clock } from '../clock.ts';
import type { Logger } from '../log.ts';
import type { Bus } from '../realtime/bus.ts';
import type { Connection } from '../realtime/device.ts';
import type { Fanout } from '../realtime/fanout.ts';
import type { DomainUp } from '../realtime/handlers.ts';
import { NodeLine } from '../realtime/node-line.ts';
import { cardOf, type ConnectionCard, FarConnection } from './far-connection.ts';
import { type Lodging, Lodgings, type Whereabouts } from './lodgings.ts';
import type { Meet } from './meet.ts';
import { Endings } from './endings.ts';
import type { MeetBooks, MeetPolicy } from './meet-books.ts';
import type { Others, Reported } from './others.ts';
import type { SeatCard } from './seat.ts';

/** A process that gives no sign of life in so many of ours is gone. */
const MISSES = 3;

export interface NodesParts {
  readonly node: string;
  /** Several processes share the queue. */
  readonly several: boolean;
  readonly bus: Bus;
  readonly clock: Clock;
  readonly log: Logger;
  readonly calls: Pick<Calls, 'find' | 'liveFor' | 'leaveAs'>;
  readonly fanout: Pick<Fanout, 'toConnection'>;
  readonly books: Pick<MeetBooks, 'homeOf' | 'recover'>;
}

type Claim = ReturnType<Others['claim']>;
type Handle = (connection: Connection, up: DomainUp) => Promise<unknown>;

type Word =
  | { kind: 'claim'; seat: string; meetingId: string }
  | { kind: 'release'; seat: string; card: SeatCard; searches: boolean }
  | { kind: 'frame'; connection: ConnectionCard; up: DomainUp }
  | { kind: 'where'; seat: string }
  | { kind: 'pulse'; heard: [string, number][] }
  | { kind: 'probe'; connectionId: string }
  | { kind: 'closed'; connectionId: string }
  | { kind: 'endedAway'; seat: string; past: PastMeeting }
  | { kind: 'cameBack'; seat: string }
  | { kind: 'reported'; report: Reported }
  | { kind: 'revoked'; userId: UserId }
  | { kind: 'permitted'; who: MeetPolicy['who'] }
  | { kind: 'left'; userId: UserId; callId: CallId; participantId: ParticipantId };
type WordOf<K extends Word['kind']> = Extract<Word, { kind: K }>;
type Ears = { readonly [K in Word['kind']]: (word: WordOf<K>, from: string) => unknown };

/**
 * Meet over several processes. A meeting is held by one process, its home: what a socket elsewhere says is carried
 * there, and handled as if the socket were its own.
 */
export class MeetNodes implements Others {
  readonly #parts: NodesParts;
  readonly #line: NodeLine<Word, unknown>;
  readonly #lodgings: Lodgings;
  readonly #endings: Endings;
  /** Sockets elsewhere whose meetings are held here. */
  readonly #far = new Map<string, FarConnection>();
  readonly #claims = new Map<string, Claim>();
  readonly #missed = new Map<string, number>();
  #beats = 0;
  #meet: Meet | null = null;
  #handle: Handle | null = null;

  constructor(parts: NodesParts) {
    this.#parts = parts;
    const { bus, clock, node } = parts;
    const hear = (word: Word, from: string) =>
      (this.#ears[word.kind] as (word: Word, from: string) => unknown)(word, from);
    this.#line = new NodeLine({ bus, clock, node, hear });
    this.#endings = new Endings(clock);
    this.#lodgings = new Lodgings({
      clock,
      pulse: async (home, heard) => (await this.#line.ask(home, { kind: 'pulse', heard })) as string[],
      closed: (home, connectionId) => this.#line.tell(home, { kind: 'closed', connectionId }),
      takeBack: (connection, card, searches) => this.#meet?.takeBack(connection, card, searches),
    });
  }

  attach(meet: Meet): void {
    this.#meet = meet;
  }

  /** How a frame of a socket is handled, wherever it came in. */
  serve(handle: Handle): void {
    this.#handle = handle;
  }

  /** What this socket says is of a meeting that another process holds; null: it is to be handled here. */
  carry(connection: Connection, up: DomainUp): Promise<unknown> | null {
    const lodging = this.#lodgings.of(connection);
    return lodging && this.#isOfMeeting(up) ? this.#forward(lodging, up) : null;
  }

  /** For the welcome: the call of a meeting that another process holds for this page. */
  async findCalls(connection: Connection): Promise<LiveCall[]> {
    const { books, several, node } = this.#parts;
    if (!several) return [];
    const seat = seatOf(connection);
    const held = await books.homeOf(seat);
    if (!held || held.node === node) return [];
    const found = await this.#line.ask(held.node, { kind: 'where', seat }).catch(() => null);
    if (!found) return [];
    const { card, calls } = found as Whereabouts;
    this.#lodgings.add({ home: held.node, connection, card, meetingId: held.meetingId });
    return calls;
  }

  claim(node: string, seat: string, meetingId: string): Claim {
    const claim = this.#claim(node, { kind: 'claim', seat, meetingId });
    this.#claims.set(seat, claim);
    const isOver = () => this.#claims.get(seat) === claim && this.#claims.delete(seat);
    claim.then(isOver, isOver);
    return claim;
  }

  release(connection: FarConnection, card: SeatCard, searches: boolean): void {
    this.#far.delete(connection.id);
    this.#line.tell(connection.node, { kind: 'release', seat: seatOf(connection), card, searches });
  }

  endedAway(seat: string, past: PastMeeting): void {
    if (this.#parts.several) this.#line.tellAll({ kind: 'endedAway', seat, past });
  }

  endingOf(seat: string): PastMeeting | null {
    return this.#endings.find(seat);
  }

  takeEnding(seat: string): PastMeeting | null {
    const past = this.endingOf(seat);
    if (!past) return null;
    this.#endings.forget(seat);
    this.#line.tellAll({ kind: 'cameBack', seat });
    return past;
  }

  reported(report: Reported): void {
    this.#line.tellAll({ kind: 'reported', report });
  }

  /** Out of Meet, in whichever process they are. */
  revoke(userId: UserId): void {
    this.#line.tellAll({ kind: 'revoked', userId });
  }

  /** The owner set it; whoever may not be in Meet now is out of it, in whichever process they are. */
  permit(who: MeetPolicy['who']): void {
    this.#line.tellAll({ kind: 'permitted', who });
  }

  /** A page that closes says so to any process. */
  leaveAs(userId: UserId, callId: CallId, participantId: ParticipantId): void {
    this.#line.tellAll({ kind: 'left', userId, callId, participantId });
  }

  /** By the queue, again and again. */
  alive(nodes: ReadonlySet<string>): void {
    for (const node of nodes) this.#missed.set(node, 0);
    this.#beats += 1;
    // By then whoever lives has said so: what others left behind is nobody's.
    if (this.#beats === MISSES) void this.#clear(nodes);
    for (const [node, missed] of [...this.#missed]) {
      if (nodes.has(node)) continue;
      this.#missed.set(node, missed + 1);
      if (missed + 1 >= MISSES) void this.#lost(node, nodes);
    }
  }

  close(): void {
    this.#lodgings.close();
    this.#endings.close();
    this.#line.close();
  }

  readonly #ears: Ears = {
    claim: ({ seat, meetingId }, home) => {
      const given = this.#meet?.give(seat);
      if (!given) return null;
      this.#lodgings.add({ home, meetingId, ...given });
      return { connection: cardOf(given.connection), card: given.card };
    },
    release: ({ seat, card, searches }, home) => {
      const lodging = this.#lodgings.end(seat, home);
      if (lodging) this.#meet?.takeBack(lodging.connection, card, searches);
    },
    frame: async ({ connection, up }, node) => {
      // What it says right behind its seat is heard when the seat is here.
      await this.#claims.get(seatOf(connection));
      if (!this.#meet?.lodger(seatOf(connection))) return { gone: true };
      return { result: await this.#handle?.(this.#admit(connection, node), up) };
    },
    where: ({ seat }): Whereabouts | null => {
      const card = this.#meet?.lodger(seat);
      return card ? { card, calls: this.#parts.calls.liveFor(seat, []) } : null;
    },
    pulse: ({ heard }) => {
      for (const [id, silentMs] of heard) this.#far.get(id)?.heard(this.#parts.clock.now() - silentMs);
      return heard.map(([id]) => id).filter((id) => !this.#far.has(id));
    },
    probe: ({ connectionId }) => this.#lodgings.byConnection(connectionId)?.connection.probe(),
    closed: ({ connectionId }) => this.#closeFar(connectionId),
    endedAway: ({ seat, past }) => this.#endings.keep(seat, past),
    cameBack: ({ seat }) => this.#endings.forget(seat),
    reported: ({ report }) => this.#meet?.endReported(report),
    revoked: ({ userId }) => this.#meet?.revoke({ userId }),
    permitted: ({ who }) => this.#meet?.permit(who),
    left: ({ userId, callId, participantId }) => this.#parts.calls.leaveAs(userId, callId, participantId),
  };

  async #claim(node: string, word: WordOf<'claim'>): Claim {
    const asked = this.#line.ask(node, word).catch(() => null);
    const given = (await asked) as { connection: ConnectionCard; card: SeatCard } | null;
    return given && { connection: this.#admit(given.connection, node), card: given.card };
  }

  #isOfMeeting(up: DomainUp): boolean {
    if (up.t.startsWith('meet.')) return true;
    const isCall = up.t.startsWith('call.') || up.t.startsWith('sfu.');
    return isCall && 'callId' in up && !this.#parts.calls.find(up.callId);
  }

  async #forward(lodging: Lodging, up: DomainUp): Promise<unknown> {
    const { home, connection } = lodging;
    const answer = await this.#line.ask(home, { kind: 'frame', connection: cardOf(connection), up });
    const { gone, result } = answer as { gone?: true; result?: unknown };
    if (!gone) return result;
    // Its meeting is over, and the seat is back; where no word of that came, it is taken.
    this.#lodgings.reclaim(lodging);
    return this.#handle?.(connection, up);
  }

  #admit(card: ConnectionCard, node: string): FarConnection {
    const { clock, fanout } = this.#parts;
    const far =
      this.#far.get(card.id) ??
      new FarConnection(card, {
        node,
        now: clock.now(),
        send: (connectionId, event) => fanout.toConnection(connectionId, event),
        probe: (connectionId) => this.#line.tell(node, { kind: 'probe', connectionId }),
      });
    this.#far.set(card.id, far);
    return far;
  }

  #closeFar(connectionId: string): void {
    const far = this.#far.get(connectionId);
    this.#far.delete(connectionId);
    far?.close();
  }

  /** What it held is over, and its sockets are closed. */
  async #lost(node: string, alive: ReadonlySet<string>): Promise<void> {
    this.#missed.delete(node);
    for (const far of [...this.#far.values()]) if (far.node === node) this.#closeFar(far.id);
    await this.#clear(alive);
    this.#lodgings.lost(node);
  }

  async #clear(alive: ReadonlySet<string>): Promise<void> {
    const { books, clock, log } = this.#parts;
    try {
      const left = await books.recover(clock.now(), [...alive]);
      // Whoever is here is told at once; who is away, when they come back.
      for (const { seat, meetingId } of left)
        if (!this.#lodgings.has(seat)) this.endedAway(seat, { meetingId, end: 'lost', mine: false });
    } catch (error) {
      log.warn({ err: error }, 'meetings of a process that is gone could not be closed');
    }
  }
}
