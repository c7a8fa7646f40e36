/**
 * Carries events between the processes of one Parley. It only wakes readers: what must not be lost is in the
 * database first. Implementations: memory-bus.ts, redis-bus.ts; both pass bus-contract.ts.
 */
export interface Bus {
  /** Delivered to every subscriber of the channel on every process, this one included; in order per publisher. */
  publish(channel: string, payload: string): void;
  /** The returned function ends the subscription and may be called twice. */
  subscribe(channel: string, listener: (payload: string) => void): () => void;
  /** Called after the bus was away for a while: events may have been missed. */
  onGap(listener: () => void): () => void;
  /** Rejects with `unavailable` while the bus is away. */
  ping(): Promise<void>;
  close(): Promise<void>;
}
