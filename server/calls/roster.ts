import type { MeetPath, Signal, Stream } from '../../protocol/call.ts';
import { conflict, notFound } from '../../protocol/errors.ts';
import type { ParticipantId, SessionId, StreamId, UserId } from '../../protocol/ids.ts';
import { CALL_LEASE_MS } from '../../protocol/limits.ts';
import type { Clock } from '../clock.ts';

/** The connection that an intent came over. */
export interface Device {
  readonly connectionId: string;
  /** Who they are in this call: in a meeting a name that holds for it alone. */
  readonly userId: UserId;
  /** Whose device it is. */
  readonly accountId: UserId;
  readonly sessionId: SessionId;
  isOpen(): boolean;
  /** When the last sign of life came over it. */
  heardAt(): number;
  /** Asks for a sign of life. */
  probe(): void;
}

export interface HeldSignal {
  readonly from: ParticipantId;
  readonly epoch: number;
  readonly signal: Signal;
}

export interface Place {
  readonly id: ParticipantId;
  readonly joinedAt: number;
  device: Device;
  connected: boolean;
  streams: Stream[];
  /** Which way its media takes, as its page told. */
  path: MeetPath | null;
  /** Signals that wait for the device to come back. */
  held: HeldSignal[];
  cancelLease: () => void;
}

const MAX_HELD_SIGNALS = 256;
/** A device that is this silent is asked for a sign of life, and after the longer time counts as lost. */
const PROBE_AFTER_MS = 4_000;
const LOST_AFTER_MS = 10_000;
/** Time for an answer where it was this server that slept. */
const SHORTEST_LEASE_MS = 3_000;

/** SPEC 2: who is in the call, and on which lease. */
export class Roster {
  readonly #clock: Clock;
  readonly #onLeaseEnd: (id: ParticipantId) => void;
  readonly #places = new Map<ParticipantId, Place>();
  readonly #everyone = new Set<UserId>();

  constructor(clock: Clock, onLeaseEnd: (id: ParticipantId) => void) {
    this.#clock = clock;
    this.#onLeaseEnd = onLeaseEnd;
  }

  get size(): number {
    return this.#places.size;
  }

  get places(): Place[] {
    return [...this.#places.values()];
  }

  /** Which ways media takes, as far as it is told. */
  get paths(): MeetPath[] {
    return this.places.flatMap(({ path }) => path ?? []);
  }

  /** Users who were ever in the call. */
  get everyone(): UserId[] {
    return [...this.#everyone];
  }

  add(id: ParticipantId, device: Device, streams: Stream[]): Place {
    this.#checkStreams(streams, device.userId);
    const place: Place = {
      id,
      device,
      streams,
      joinedAt: this.#clock.now(),
      connected: true,
      path: null,
      held: [],
      cancelLease: () => {},
    };
    this.#places.set(id, place);
    this.#everyone.add(device.userId);
    return place;
  }

  setStreams(place: Place, streams: Stream[]): void {
    this.#checkStreams(streams, place.device.userId);
    place.streams = streams;
  }

  find(id: ParticipantId): Place | undefined {
    return this.#places.get(id);
  }

  ofUser(userId: UserId): Place | undefined {
    return this.places.find((place) => place.device.userId === userId);
  }

  /** The place, if it is this user's own. */
  own(id: ParticipantId, userId: UserId): Place {
    const place = this.#places.get(id);
    if (place?.device.userId !== userId) throw notFound('The participant');
    return place;
  }

  remove(id: ParticipantId): boolean {
    this.#places.get(id)?.cancelLease();
    return this.#places.delete(id);
  }

  disconnect(place: Place, leaseMs = CALL_LEASE_MS): void {
    place.connected = false;
    place.cancelLease = this.#clock.after(leaseMs, () => this.#onLeaseEnd(place.id));
  }

  /** A network that vanished closes no socket: its lease runs from the last sign of life. Answers who is back. */
  listen(): { lost: { place: Place; leaseMs: number }[]; back: Place[] } {
    const silent = this.places.map((place) => ({ place, ms: this.#clock.now() - place.device.heardAt() }));
    const lost = silent.filter(({ place, ms }) => place.connected && ms >= LOST_AFTER_MS);
    const back = silent.filter(
      ({ place, ms }) => !place.connected && place.device.isOpen() && ms < LOST_AFTER_MS,
    );
    for (const { place, ms } of silent)
      if (ms >= PROBE_AFTER_MS && place.device.isOpen()) place.device.probe();
    return {
      lost: lost.map(({ place, ms }) => ({
        place,
        leaseMs: Math.max(SHORTEST_LEASE_MS, CALL_LEASE_MS - ms),
      })),
      back: back.map(({ place }) => place),
    };
  }

  /** The signals that were held meanwhile. */
  reconnect(place: Place, device: Device): HeldSignal[] {
    place.cancelLease();
    place.device = device;
    place.connected = true;
    return place.held.splice(0);
  }

  hold(place: Place, signal: HeldSignal): void {
    place.held.push(signal);
    if (place.held.length > MAX_HELD_SIGNALS) place.held.shift();
  }

  close(): void {
    for (const place of this.places) this.remove(place.id);
  }

  #checkStreams(streams: readonly Stream[], userId: UserId): void {
    const people = this.places.map((place) => ({ userId: place.device.userId, streams: place.streams }));
    for (const { id } of streams) checkStream(people, userId, id);
  }
}

interface Sender {
  readonly userId: UserId;
  readonly streams: readonly Stream[];
}

/** SPEC 2.7: media is known by the id of its stream, so that nobody may send under another's. */
export function checkStream(people: readonly Sender[], userId: UserId, streamId: StreamId): void {
  const taken = people.some((one) => one.userId !== userId && one.streams.some(({ id }) => id === streamId));
  if (taken) throw conflict('This stream is of another participant.');
}
