import type { MeetPath } from '../../protocol/call.ts';
import type { CallId, ConversationId } from '../../protocol/ids.ts';
import type { MeetEnd, Meeting as MeetingView } from '../../protocol/meet.ts';

export type Side = 0 | 1;
export const otherSide = (side: Side): Side => (side === 0 ? 1 : 0);

/** One of the two, as the meeting knows them. */
export interface Stranger {
  readonly seat: string;
  readonly name: string;
  readonly isMember: boolean;
  readonly waitedMs: number;
  present: boolean;
}

export interface MeetingFacts {
  readonly id: string;
  readonly callId: CallId;
  readonly path: MeetPath;
  readonly shared: readonly string[];
  readonly strangers: readonly [Stranger, Stranger];
  readonly startedAt: number;
  readonly lengthMs: number;
  readonly blurs: boolean;
  readonly keepsText: boolean;
}

/** Two strangers and what both agreed on. Pure: times are told, and whoever calls tells the two. */
export class Meeting {
  readonly facts: MeetingFacts;
  endsAt: number;
  extensions = 0;
  connected = false;
  conversationId: ConversationId | null = null;
  readonly #extend: [boolean, boolean] = [false, false];
  readonly #reveal: [boolean, boolean] = [false, false];
  readonly #keep: [boolean, boolean] = [false, false];
  /** Texts that were passed on, by the sender's ids, and when. */
  readonly #said = new Map<string, number>();

  constructor(facts: MeetingFacts) {
    this.facts = facts;
    this.endsAt = facts.startedAt + facts.lengthMs;
  }

  sideOf(seat: string): Side | null {
    const index = this.facts.strangers.findIndex((stranger) => stranger.seat === seat);
    return index === 0 || index === 1 ? index : null;
  }

  /** Both want it: the time begins anew. */
  extend(side: Side, on: boolean, now: number): void {
    this.#extend[side] = on;
    if (!this.#extend[0] || !this.#extend[1]) return;
    this.#extend.fill(false);
    this.extensions += 1;
    this.endsAt = Math.max(this.endsAt, now) + this.facts.lengthMs;
  }

  reveal(side: Side): void {
    this.#reveal[side] = true;
  }

  /** Whether both want it now. */
  keep(side: Side, on: boolean): boolean {
    this.#keep[side] = on;
    return this.#keep[0] && this.#keep[1];
  }

  /** When this text was said first; null: now. */
  saidAt(side: Side, clientId: string): number | null {
    return this.#said.get(`${side}:${clientId}`) ?? null;
  }

  said(side: Side, clientId: string, at: number): void {
    this.#said.set(`${side}:${clientId}`, at);
  }

  viewFor(side: Side): MeetingView {
    const { id, callId, path, shared, strangers, startedAt, blurs, keepsText } = this.facts;
    const other = otherSide(side);
    const { name, present, isMember } = strangers[other];
    return {
      id,
      callId,
      path,
      partner: { name, present, isMember },
      shared: [...shared],
      waitedMs: strangers[side].waitedMs,
      startedAt,
      endsAt: this.endsAt,
      extend: { mine: this.#extend[side], theirs: this.#extend[other] },
      reveal: blurs ? { mine: this.#reveal[side], theirs: this.#reveal[other] } : null,
      keep: { mine: this.#keep[side], conversationId: this.conversationId },
      keepsText,
    };
  }
}

/** After a meeting: whoever stopped rests, and so do both when the time was up; whoever was left searches on. */
export function searchesOn(end: MeetEnd, isMine: boolean): boolean {
  switch (end) {
    case 'next':
    case 'failed':
      return true;
    case 'stopped':
    case 'lost':
    case 'reported':
    case 'blocked':
      return !isMine;
    case 'time':
    case 'closed':
      return false;
    default:
      return end satisfies never;
  }
}
