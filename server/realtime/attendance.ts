import type { UserId } from '../../protocol/ids.ts';
import type { PresenceState } from '../../protocol/presence.ts';

export type Present = Exclude<PresenceState, 'offline'>;

/** Who is there, by process and connection; pure. A user's state is the liveliest of all. */
export class Attendance {
  /** This process: user → connection → state. */
  readonly #here = new Map<UserId, Map<string, Present>>();
  /** Other processes: process → user → state. */
  readonly #elsewhere = new Map<string, Map<UserId, Present>>();

  stateOf(userId: UserId): PresenceState {
    let state = this.stateHere(userId);
    for (const people of this.#elsewhere.values()) state = livelier(state, people.get(userId));
    return state ?? 'offline';
  }

  stateHere(userId: UserId): Present | undefined {
    let state: Present | undefined;
    for (const other of this.#here.get(userId)?.values() ?? []) state = livelier(state, other);
    return state;
  }

  /** Everyone who is online or away. */
  present(): Set<UserId> {
    return this.some(Number.POSITIVE_INFINITY);
  }

  /** As many of them at the most. */
  some(limit: number): Set<UserId> {
    const users = new Set<UserId>();
    for (const people of [this.#here, ...this.#elsewhere.values()]) {
      for (const userId of people.keys()) {
        if (users.size >= limit) return users;
        users.add(userId);
      }
    }
    return users;
  }

  here(): [UserId, Present][] {
    return [...this.#here.keys()].flatMap((userId) => {
      const state = this.stateHere(userId);
      return state ? [[userId, state] as [UserId, Present]] : [];
    });
  }

  setHere(userId: UserId, connectionId: string, state: Present): void {
    const connections = this.#here.get(userId) ?? new Map<string, Present>();
    this.#here.set(userId, connections.set(connectionId, state));
  }

  isHere(userId: UserId, connectionId: string): boolean {
    return this.#here.get(userId)?.has(connectionId) ?? false;
  }

  removeHere(userId: UserId, connectionId: string): void {
    const connections = this.#here.get(userId);
    if (connections?.delete(connectionId) && connections.size === 0) this.#here.delete(userId);
  }

  setElsewhere(process: string, userId: UserId, state: PresenceState): void {
    const people = this.#elsewhere.get(process) ?? new Map<UserId, Present>();
    if (state === 'offline') people.delete(userId);
    else people.set(userId, state);
    this.#elsewhere.set(process, people);
  }

  /** The whole of another process; answers whose state this may have changed. */
  replaceElsewhere(process: string, people: readonly [UserId, Present][]): UserId[] {
    const before = this.#elsewhere.get(process)?.keys() ?? [];
    this.#elsewhere.set(process, new Map(people));
    return [...new Set([...before, ...people.map(([userId]) => userId)])];
  }

  removeProcess(process: string): UserId[] {
    const people = [...(this.#elsewhere.get(process)?.keys() ?? [])];
    this.#elsewhere.delete(process);
    return people;
  }
}

function livelier(one: Present | undefined, other: Present | undefined): Present | undefined {
  if (one === 'online' || other === 'online') return 'online';
  return one ?? other;
}
