import type { LiveCallFigures } from '../../protocol/admin.ts';
import type { EndReason, LiveCall, Call as Snapshot, Stream } from '../../protocol/call.ts';
import { conflict, notFound, ParleyError } from '../../protocol/errors.ts';
import type { ParticipantId, UserId } from '../../protocol/ids.ts';
import { MAX_CALL_PARTICIPANTS, MESH_CEILING } from '../../protocol/limits.ts';
import type { UpOf } from '../../protocol/up.ts';
import type { CallEvent, CallFacts, CallSubject } from './call-event.ts';
import { figuresOf, type Phase, snapshotOf } from './call-snapshot.ts';
import { admitSignal, kindFor } from './meeting-links.ts';
import { Ringing } from './ringing.ts';
import { type Device, type HeldSignal, type Place, Roster } from './roster.ts';
import { Switchover } from './switchover.ts';

/** One call by the rules of SPEC.md: intents in, events out; knows no socket and no database. */
export class Call {
  readonly subject: CallSubject;
  readonly #facts: CallFacts;
  readonly #emit: (event: CallEvent) => void;
  readonly #ringing: Ringing;
  readonly #roster: Roster;
  readonly #switchover: Switchover;
  readonly #startedAt: number;
  #phase: Phase = { state: 'ringing' };
  #answeredAt: number | null = null;
  #revision = 0;

  constructor(subject: CallSubject, facts: CallFacts, emit: (event: CallEvent) => void) {
    this.subject = subject;
    this.#facts = facts;
    this.#emit = emit;
    this.#startedAt = facts.clock.now();
    this.#ringing = new Ringing(facts, () => this.#changed(() => this.#ringsNoMore('missed')));
    this.#roster = new Roster(facts.clock, (id) => this.#changed(() => this.#remove(id, 'abandoned')));
    this.#switchover = new Switchover({
      clock: facts.clock,
      meshLimit: facts.meshLimit,
      fixed: kindFor(subject.meeting),
      sfu: facts.sfu,
      members: () => this.#roster.places,
      onChange: () => this.#changed(() => {}),
    });
  }

  get isOver(): boolean {
    return this.#phase.state === 'ended';
  }

  has(userId: UserId): boolean {
    return this.#roster.ofUser(userId) !== undefined;
  }

  get size(): number {
    return this.#roster.size;
  }

  isHere(id: ParticipantId): boolean {
    return this.#roster.find(id) !== undefined;
  }

  /** null while its socket is gone. */
  connectionOf(id: ParticipantId): string | null {
    const place = this.#roster.find(id);
    return place?.connected ? place.device.connectionId : null;
  }

  placesOf(matches: (device: Device) => boolean): Place[] {
    return this.#roster.places.filter(({ device }) => matches(device));
  }

  start(device: Device, streams: Stream[], ring: readonly UserId[]): ParticipantId {
    return this.#changed(() => {
      const { id } = this.#roster.add(this.#facts.newId(), device, streams);
      this.#ringing.start(ring);
      if (ring.length === 0) this.#activate();
      return id;
    });
  }

  /** SPEC 8.1: the two of a meeting come by `join`. */
  open(): void {
    this.#changed(() => this.#activate());
  }

  /** SPEC 1.3 */
  startBusy(device: Device): void {
    this.#changed(() => {
      this.#roster.add(this.#facts.newId(), device, []);
      this.#end('busy');
    });
  }

  join(device: Device, streams: Stream[]): ParticipantId {
    this.#checkLive();
    const older = this.#roster.ofUser(device.userId);
    if (!older) this.#checkRoom();
    return this.#changed(() => {
      if (older?.device.connectionId === device.connectionId) {
        this.#roster.setStreams(older, streams);
        return older.id;
      }
      const { id } = this.#roster.add(this.#facts.newId(), device, streams);
      this.#ringing.stop(device.userId);
      if (older) this.#drop(older.id);
      else this.#activate();
      return id;
    });
  }

  decline(userId: UserId): void {
    if (this.isOver || !this.#ringing.has(userId)) return;
    this.#changed(() => {
      this.#ringing.stop(userId);
      if (this.#ringing.users.length === 0) this.#ringsNoMore('declined');
    });
  }

  leave(id: ParticipantId, userId: UserId): void {
    if (this.isOver || this.#roster.find(id)?.device.userId !== userId) return;
    this.#changed(() => this.#remove(id, 'hangup'));
  }

  /** No longer a member of the conversation. */
  removeUser(userId: UserId): void {
    this.decline(userId);
    const place = this.#roster.ofUser(userId);
    if (place) this.leave(place.id, userId);
  }

  disconnect(connectionId: string): void {
    const place = this.#roster.places.find(({ device }) => device.connectionId === connectionId);
    if (!place?.connected) return;
    this.#changed(() => this.#roster.disconnect(place));
  }

  /** SPEC 2.2; answers whose silent connection spoke again. */
  checkPulse(): ParticipantId[] {
    const { lost, back } = this.#roster.listen();
    for (const { place, leaseMs } of lost) this.#changed(() => this.#roster.disconnect(place, leaseMs));
    for (const { id, device } of back) this.rejoin(id, device);
    return back.map(({ id }) => id);
  }

  rejoin(id: ParticipantId, device: Device): void {
    this.#checkLive();
    const place = this.#roster.own(id, device.userId);
    const held = this.#changed(() => this.#roster.reconnect(place, device));
    for (const signal of held) if (this.#switchover.carriesSignals(signal.epoch)) this.#pass(place, signal);
  }

  setStreams(id: ParticipantId, userId: UserId, streams: Stream[]): void {
    const place = this.place(id, userId);
    this.#changed(() => this.#roster.setStreams(place, streams));
  }

  signal(userId: UserId, up: UpOf<'call.signal'>): void {
    const from = this.place(up.participantId, userId);
    const to = this.#roster.find(up.to);
    if (!to || to === from) throw notFound('The addressed participant');
    if (!this.#switchover.carriesSignals(up.epoch)) throw conflict('The mesh of this epoch is over.');
    const signal = { from: from.id, epoch: up.epoch, signal: admitSignal(up.signal, this.subject.meeting) };
    if (to.connected) this.#pass(to, signal);
    else this.#roster.hold(to, signal);
  }

  ready(id: ParticipantId, userId: UserId, epoch: number): void {
    this.place(id, userId);
    this.#changed(() => this.#switchover.ready(id, epoch));
  }

  failed(id: ParticipantId, userId: UserId, epoch: number): void {
    this.place(id, userId);
    this.#changed(() => this.#switchover.failed(id, epoch));
  }

  uplink(id: ParticipantId, userId: UserId, kbps: number): void {
    this.place(id, userId);
    this.#switchover.uplink(id, kbps);
    this.sfuChanged();
  }

  /** The SFU's state, or another fact from outside, may ask for another topology. */
  sfuChanged(): void {
    if (this.isOver) return;
    const before = this.#epochs();
    this.#switchover.reconsider();
    if (this.#epochs() !== before) this.#changed(() => {});
  }

  close(): void {
    if (!this.isOver) this.#changed(() => this.#end('closed'));
  }

  admitsToSfu(epoch: number): boolean {
    return this.#switchover.admitsToSfu(epoch);
  }

  /** The topology that holds, and the one to come, need the call's room on the SFU. */
  get needsSfu(): boolean {
    const { topology, switching } = this.#switchover;
    return !this.isOver && (topology.kind === 'sfu' || switching?.to === 'sfu');
  }

  /** SPEC 2.1 */
  place(id: ParticipantId, userId: UserId): Place {
    this.#checkLive();
    return this.#roster.own(id, userId);
  }

  get live(): LiveCall {
    const call = this.snapshot;
    if (call.state === 'ended') throw notFound('The call');
    return call;
  }

  get figures(): LiveCallFigures {
    return figuresOf(this.subject, this.live, this.#roster.paths);
  }

  get snapshot(): Snapshot {
    return snapshotOf(this.subject, {
      startedAt: this.#startedAt,
      revision: this.#revision,
      phase: this.#phase,
      ringing: this.#ringing.users,
      places: this.#roster.places,
      switchover: this.#switchover,
    });
  }

  /** Every change goes through here: the topology is chosen anew, then one snapshot goes out. */
  #changed<T>(change: () => T): T {
    const result = change();
    if (!this.isOver) this.#switchover.reconsider();
    this.#revision += 1;
    const call = this.snapshot;
    this.#emit({ kind: 'changed', call });
    if (call.state === 'ended') {
      const { everyone } = this.#roster;
      const answeredAt = everyone.length > 1 ? this.#answeredAt : null;
      this.#emit({ kind: 'ended', call, answeredAt, everyone });
    }
    return result;
  }

  #activate(): void {
    if (this.#phase.state !== 'ringing') return;
    this.#answeredAt = this.#facts.clock.now();
    this.#phase = { state: 'active', answeredAt: this.#answeredAt };
  }

  #ringsNoMore(how: 'missed' | 'declined'): void {
    if (this.#phase.state !== 'ringing') return;
    if (this.subject.kind === 'direct') this.#end(how);
    else this.#activate();
  }

  #remove(id: ParticipantId, how: 'hangup' | 'abandoned'): void {
    this.#drop(id);
    const { size } = this.#roster;
    if (this.subject.meeting) return this.#end(how);
    if (this.#phase.state === 'ringing' && size === 0) this.#end('cancelled');
    else if (size === 0) this.#end(how);
    else if (this.#phase.state === 'active' && this.subject.kind === 'direct') this.#end('hangup');
  }

  #drop(id: ParticipantId): void {
    if (this.#roster.remove(id)) this.#emit({ kind: 'left', participantId: id });
  }

  #end(reason: EndReason): void {
    this.#phase = { state: 'ended', reason, endedAt: this.#facts.clock.now() };
    this.#ringing.close();
    this.#switchover.close();
    for (const { id } of this.#roster.places) this.#drop(id);
  }

  #pass(to: Place, { from, epoch, signal }: HeldSignal): void {
    const down = { t: 'call.signal', callId: this.subject.id, from, to: to.id, epoch, signal } as const;
    this.#emit({ kind: 'signalled', connectionId: to.device.connectionId, signal: down });
  }

  #epochs(): string {
    const { topology, switching } = this.#switchover;
    return `${topology.epoch} ${switching?.epoch}`;
  }

  #checkLive(): void {
    if (this.isOver) throw notFound('The call');
  }

  #checkRoom(): void {
    const most = this.#switchover.sfuUsable ? MAX_CALL_PARTICIPANTS : MESH_CEILING;
    if (this.#roster.size >= most) throw new ParleyError('call_full', 'The call is full.');
  }
}
