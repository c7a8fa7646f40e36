import type { UserId } from '../../protocol/ids.ts';
import { TagIndex } from './tag-index.ts';

/** One page of one person: what waits, and is matched once. */
export type SeatKey = string;

/** Someone who looks for a partner. */
export interface Seeker {
  readonly seat: SeatKey;
  /** Two pages of one person are two seats, and may meet. */
  readonly person: UserId;
  /** Clean: trimmed, folded, each once. */
  readonly tags: readonly string[];
  /** Whom not to meet, and until when: blocked by or blocking (for good), met lately. Each of two lists the other. */
  readonly avoids: Iterable<readonly [UserId, number]>;
}

export interface Pair {
  readonly seats: readonly [SeatKey, SeatKey];
  /** Tags that both have. */
  readonly shared: readonly string[];
  /** In the order of `seats`, milliseconds. */
  readonly waited: readonly [number, number];
}

/** Two who wait, and may meet from then on. */
interface Reprieve {
  readonly at: number;
  readonly of: readonly [Waiting, Waiting];
}

interface Waiting {
  readonly seat: SeatKey;
  readonly person: UserId;
  readonly tags: readonly string[];
  readonly avoids: Map<UserId, number>;
  readonly slot: number;
  readonly since: number;
}

/**
 * Who waits, and who fits whom. Two fit if they share a tag, or if both are open to anyone: without tags from the
 * start, else after a wait of `widenAfterMs`. Whoever comes gets the one with most tags in common. Nobody who fits
 * is left waiting: a pair is made as soon as it can be, when one enters or when one becomes open.
 *
 * Pure: times are told, in order; it knows no clock, no socket and no database.
 */
export class Matchmaker {
  readonly #widenAfterMs: number;
  readonly #index = new TagIndex();
  readonly #waiting = new Map<SeatKey, Waiting>();
  readonly #byPerson = new Map<UserId, Set<Waiting>>();
  readonly #bySlot: (Waiting | undefined)[] = [];
  readonly #freeSlots: number[] = [];
  /** Open to anyone, in the order in which they became it. */
  readonly #open = new Set<Waiting>();
  /** Not yet, in the order in which they will be. */
  readonly #closed = new Set<Waiting>();
  /** The earliest last. */
  readonly #reprieves: Reprieve[] = [];

  constructor(widenAfterMs: number) {
    this.#widenAfterMs = widenAfterMs;
  }

  get size(): number {
    return this.#waiting.size;
  }

  has(seat: SeatKey): boolean {
    return this.#waiting.has(seat);
  }

  /** Pairs at once where somebody fits; else waits. Who waits already is not moved. */
  enter(seeker: Seeker, now: number): Pair | null {
    if (this.#waiting.has(seeker.seat)) return null;
    const slot = this.#freeSlots.pop() ?? this.#bySlot.length;
    const one: Waiting = {
      seat: seeker.seat,
      person: seeker.person,
      tags: seeker.tags,
      avoids: new Map(seeker.avoids),
      slot,
      since: now,
    };
    const partner =
      this.#findByTags(one, now) ?? (one.tags.length === 0 ? this.#findOpen(one, now) : undefined);
    if (partner) {
      this.#freeSlots.push(slot);
      return this.#pair(partner, one, now);
    }
    this.#waiting.set(one.seat, one);
    const pages = this.#byPerson.get(one.person);
    if (pages) pages.add(one);
    else this.#byPerson.set(one.person, new Set([one]));
    this.#bySlot[slot] = one;
    this.#index.add(slot, one.tags);
    (one.tags.length === 0 ? this.#open : this.#closed).add(one);
    for (const person of one.avoids.keys())
      for (const other of this.#pagesOf(person)) this.#awaitReprieve(one, other, now);
    return null;
  }

  /** Whether they waited. */
  leave(seat: SeatKey): boolean {
    const one = this.#waiting.get(seat);
    if (one) this.#remove(one);
    return one !== undefined;
  }

  /** These two do not meet before `until`: `Infinity` for good. */
  keepApart(a: UserId, b: UserId, until: number): void {
    for (const one of this.#pagesOf(a)) one.avoids.set(b, Math.max(until, one.avoids.get(b) ?? 0));
    for (const other of this.#pagesOf(b)) other.avoids.set(a, Math.max(until, other.avoids.get(a) ?? 0));
    for (const one of this.#pagesOf(a))
      for (const other of this.#pagesOf(b)) this.#awaitReprieve(one, other, -Infinity);
  }

  /** What time alone brings: opens those who waited long enough, and lets meet again who met long ago. */
  widen(now: number): Pair[] {
    const pairs: Pair[] = [];
    for (const one of this.#closed) {
      if (one.since + this.#widenAfterMs > now) break;
      this.#closed.delete(one);
      const partner = this.#findOpen(one, now);
      if (partner) pairs.push(this.#pair(partner, one, now));
      else this.#open.add(one);
    }
    for (let next = this.#reprieves.at(-1); next && next.at <= now; next = this.#reprieves.at(-1)) {
      this.#reprieves.pop();
      const [one, other] = next.of;
      const wait = this.#waits(one) && this.#waits(other);
      if (wait && mayMeet(one, other, now) && this.#fit(one, other)) pairs.push(this.#pair(one, other, now));
    }
    return pairs;
  }

  /** When `widen` has something to do next. */
  get nextWidening(): number | null {
    const reprieve = this.#reprieves.at(-1)?.at ?? Infinity;
    const [first] = this.#closed;
    const next = Math.min(reprieve, first ? first.since + this.#widenAfterMs : Infinity);
    return next === Infinity ? null : next;
  }

  #findByTags(one: Waiting, now: number): Waiting | undefined {
    const found = this.#index.best(one.tags, (slot) => {
      const other = this.#bySlot[slot];
      return other !== undefined && mayMeet(one, other, now);
    });
    return found ? this.#bySlot[found.slot] : undefined;
  }

  #findOpen(one: Waiting, now: number): Waiting | undefined {
    for (const other of this.#open) if (mayMeet(one, other, now)) return other;
    return undefined;
  }

  #fit(one: Waiting, other: Waiting): boolean {
    return one.tags.some((tag) => other.tags.includes(tag)) || (this.#open.has(one) && this.#open.has(other));
  }

  #pagesOf(person: UserId): Iterable<Waiting> {
    return this.#byPerson.get(person) ?? [];
  }

  #awaitReprieve(one: Waiting, other: Waiting, now: number): void {
    const at = Math.max(one.avoids.get(other.person) ?? 0, other.avoids.get(one.person) ?? 0);
    if (at === Infinity || at <= now) return;
    const place = this.#reprieves.findLastIndex((reprieve) => reprieve.at >= at);
    this.#reprieves.splice(place + 1, 0, { at, of: [one, other] });
  }

  #pair(older: Waiting, newer: Waiting, now: number): Pair {
    this.#remove(older);
    this.#remove(newer);
    const theirs = new Set(older.tags);
    return {
      seats: [older.seat, newer.seat],
      shared: newer.tags.filter((tag) => theirs.has(tag)),
      waited: [now - older.since, now - newer.since],
    };
  }

  #waits(one: Waiting): boolean {
    return this.#waiting.get(one.seat) === one;
  }

  #remove(one: Waiting): void {
    if (!this.#waits(one)) return;
    this.#waiting.delete(one.seat);
    const pages = this.#byPerson.get(one.person);
    if (pages?.delete(one) && pages.size === 0) this.#byPerson.delete(one.person);
    this.#index.remove(one.slot, one.tags);
    this.#bySlot[one.slot] = undefined;
    this.#freeSlots.push(one.slot);
    this.#open.delete(one);
    this.#closed.delete(one);
  }
}

function mayMeet(a: Waiting, b: Waiting, now: number): boolean {
  return (a.avoids.get(b.person) ?? 0) <= now && (b.avoids.get(a.person) ?? 0) <= now;
}
