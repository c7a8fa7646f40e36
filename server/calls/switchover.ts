import type { Switching, Topology } from '../../protocol/call.ts';
import { conflict } from '../../protocol/errors.ts';
import type { ParticipantId } from '../../protocol/ids.ts';
import { MESH_SETTLE_MS, SWITCH_DEADLINE_MS } from '../../protocol/limits.ts';
import type { MediaStatus } from '../../protocol/session.ts';
import type { Clock } from '../clock.ts';
import { decide, isWeak } from './topology.ts';

const FIRST_RETRY_MS = 15_000;
const LAST_RETRY_MS = 5 * 60_000;
/** Times SWITCH_DEADLINE_MS, the most that a later try gets. */
const MOST_PATIENCE = 4;

export interface SwitchoverFacts {
  readonly clock: Clock;
  readonly meshLimit: number;
  /** null: chosen by `decide`. */
  readonly fixed: Topology['kind'] | null;
  /** State of the SFU and its load, from 0 to 1. */
  sfu(): { state: MediaStatus['state']; load: number };
  /** Who is in the call now. */
  members(): readonly { readonly id: ParticipantId; readonly connected: boolean }[];
  /** Something changed without a call from outside: a deadline passed. */
  onChange(): void;
}

interface Attempt extends Switching {
  readonly ready: Set<ParticipantId>;
  readonly failed: Set<ParticipantId>;
  readonly cancel: () => void;
}

/** SPEC 4 and 5: make before break. One topology holds at every moment; an attempt stands beside it. */
export class Switchover {
  readonly #facts: SwitchoverFacts;
  #topology: Topology = { kind: 'mesh', epoch: 1, meshEpoch: 1 };
  #attempt: Attempt | null = null;
  /** The epoch of the switch that brought the call to the SFU. */
  #sfuSince = 0;
  #onSfu = new Set<ParticipantId>();
  /** Those on the SFU's call that said they cannot reach it. */
  #refused = new Set<ParticipantId>();
  readonly #uplinks = new Map<ParticipantId, number>();
  #smallSince: number;
  #weakSince: number | null = null;
  #movedForUplink = false;
  #failures = 0;
  #resting = false;
  #cancelRest = () => {};
  #cancelSettle = () => {};

  constructor(facts: SwitchoverFacts) {
    this.#facts = facts;
    this.#smallSince = facts.clock.now();
    if (facts.fixed === 'sfu') {
      this.#topology = { ...this.#topology, kind: 'sfu' };
      this.#sfuSince = this.#topology.epoch;
    }
  }

  get topology(): Topology {
    return { ...this.#topology };
  }

  get switching(): Switching | null {
    if (!this.#attempt) return null;
    const { to, epoch, deadline } = this.#attempt;
    return { to, epoch, deadline };
  }

  /** The SFU can be counted on to take this call. */
  get sfuUsable(): boolean {
    if (this.#topology.kind === 'sfu') return true;
    return this.#failures === 0 && this.#facts.sfu().state === 'ready';
  }

  isOnSfu(id: ParticipantId): boolean {
    return this.#onSfu.has(id);
  }

  /** SPEC 6.2 */
  carriesSignals(epoch: number): boolean {
    const next = this.#attempt?.to === 'mesh' ? this.#attempt.epoch : null;
    return epoch === this.#topology.meshEpoch || epoch === next;
  }

  /** SPEC 7.1 */
  admitsToSfu(epoch: number): boolean {
    if (this.#attempt?.to === 'sfu' && epoch === this.#attempt.epoch) return true;
    return this.#topology.kind === 'sfu' && epoch >= this.#sfuSince && epoch <= this.#topology.epoch;
  }

  ready(id: ParticipantId, epoch: number): void {
    this.#checkEpoch(epoch);
    if (epoch === this.#attempt?.epoch) {
      this.#attempt.failed.delete(id);
      this.#attempt.ready.add(id);
      this.#settle();
    } else if (this.#topology.kind === 'sfu') {
      this.#refused.delete(id);
      this.#onSfu.add(id);
    }
  }

  failed(id: ParticipantId, epoch: number): void {
    this.#checkEpoch(epoch);
    if (epoch === this.#attempt?.epoch) {
      this.#attempt.ready.delete(id);
      this.#attempt.failed.add(id);
      this.#settle();
    } else if (this.#topology.kind === 'sfu') {
      this.#onSfu.delete(id);
      this.#refused.add(id);
      if (this.#facts.members().length - this.#refused.size < 2) this.#fallBack();
    }
  }

  uplink(id: ParticipantId, kbps: number): void {
    this.#uplinks.set(id, kbps);
  }

  /** Members, the SFU or an uplink changed: choose anew, and see whether a running attempt is complete. */
  reconsider(): void {
    this.#forgetTheGone();
    this.#watchSize();
    const wish = this.#decide();
    if (this.#attempt && this.#attempt.to !== wish) this.#giveUp('called off');
    if (this.#attempt) this.#settle();
    else if (wish !== this.#topology.kind && !this.#resting) this.#announce(wish);
  }

  close(): void {
    this.#attempt?.cancel();
    this.#attempt = null;
    this.#cancelRest();
    this.#cancelSettle();
  }

  #checkEpoch(epoch: number): void {
    if (epoch !== this.#topology.epoch && epoch !== this.#attempt?.epoch) {
      throw conflict('This epoch is over.');
    }
  }

  #announce(to: Topology['kind']): void {
    const { clock } = this.#facts;
    // With the same time again, slow devices would be late again. The old links carry the call meanwhile.
    const lastsMs = SWITCH_DEADLINE_MS * Math.min(2 ** this.#failures, MOST_PATIENCE);
    this.#attempt = {
      to,
      epoch: this.#topology.epoch + 1,
      deadline: clock.now() + lastsMs,
      ready: new Set(),
      failed: new Set(),
      cancel: clock.after(lastsMs, () => {
        this.#settle('deadline');
        this.#facts.onChange();
      }),
    };
    this.#settle();
  }

  #settle(when: 'now' | 'deadline' = 'now'): void {
    const attempt = this.#attempt;
    if (!attempt) return;
    const members = this.#facts.members();
    const ready = members.filter(({ id }) => attempt.ready.has(id)).map(({ id }) => id);
    if (attempt.to === 'mesh') {
      if (members.length < 2 || ready.length === members.length) this.#commit(attempt, []);
      else if (attempt.failed.size > 0 || when === 'deadline') this.#giveUp('failed');
      return;
    }
    const connected = members.filter((member) => member.connected);
    const told = connected.every(({ id }) => attempt.ready.has(id) || attempt.failed.has(id));
    // Nobody connected: the server's own network was away, perhaps. The deadline will tell.
    if (when === 'now' && (!told || connected.length === 0)) return;
    if (ready.length >= 2) this.#commit(attempt, ready);
    else this.#giveUp('failed');
  }

  #commit(attempt: Attempt, onSfu: readonly ParticipantId[]): void {
    attempt.cancel();
    this.#attempt = null;
    const { to, epoch } = attempt;
    this.#movedForUplink = to === 'sfu' && this.#facts.members().length <= this.#facts.meshLimit;
    this.#topology = { kind: to, epoch, meshEpoch: to === 'mesh' ? epoch : this.#topology.meshEpoch };
    if (to === 'sfu') this.#sfuSince = epoch;
    this.#onSfu = new Set(onSfu);
    this.#refused = new Set(attempt.failed);
    this.#failures = 0;
    this.#weakSince = null;
    if (to === 'sfu') this.#watchSize();
  }

  #giveUp(why: 'failed' | 'called off'): void {
    this.#attempt?.cancel();
    const epoch = (this.#attempt ?? this.#topology).epoch + 1;
    this.#attempt = null;
    this.#topology = { ...this.#topology, epoch };
    if (why === 'failed') this.#rest();
  }

  /** Too few are left who can reach the SFU. */
  #fallBack(): void {
    this.#giveUp('failed');
    this.#topology = { ...this.#topology, kind: 'mesh' };
    this.#onSfu.clear();
    this.#refused.clear();
  }

  #rest(): void {
    const pause = Math.min(FIRST_RETRY_MS * 2 ** this.#failures, LAST_RETRY_MS);
    this.#failures += 1;
    this.#resting = true;
    this.#cancelRest();
    this.#cancelRest = this.#facts.clock.after(pause, () => {
      this.#resting = false;
      this.reconsider();
      this.#facts.onChange();
    });
  }

  #forgetTheGone(): void {
    const present = new Set(this.#facts.members().map(({ id }) => id));
    const parts = [this.#onSfu, this.#refused, this.#uplinks, this.#attempt?.ready, this.#attempt?.failed];
    for (const part of parts) {
      for (const id of part?.keys() ?? []) if (!present.has(id)) part?.delete(id);
    }
  }

  #watchSize(): void {
    const { clock, meshLimit } = this.#facts;
    const size = this.#facts.members().length;
    const weak = [...this.#uplinks.values()].some((kbps) => isWeak(kbps, size));
    this.#weakSince = weak ? (this.#weakSince ?? clock.now()) : null;
    if (size > meshLimit) {
      this.#smallSince = Number.POSITIVE_INFINITY;
      this.#cancelSettle();
    } else if (this.#smallSince === Number.POSITIVE_INFINITY) {
      this.#smallSince = clock.now();
      this.#cancelSettle = clock.after(MESH_SETTLE_MS, () => {
        this.reconsider();
        this.#facts.onChange();
      });
    }
  }

  #decide(): Topology['kind'] {
    const { clock, fixed, meshLimit, sfu, members } = this.#facts;
    if (fixed) return fixed;
    const { state, load } = sfu();
    return decide({
      current: this.#topology.kind,
      participants: members().length,
      meshLimit,
      sfu: state,
      sfuLoad: load,
      smallForMs: Math.max(0, clock.now() - this.#smallSince),
      weakForMs: this.#weakSince === null ? 0 : clock.now() - this.#weakSince,
      movedForUplink: this.#movedForUplink,
    });
  }
}
