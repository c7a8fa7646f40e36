import type { DialectName, Person } from './dialect.ts';

/** What a generator is told to do; each order is answered once. */
export interface Orders {
  /** Everyone connects, `atOnce` at a time. */
  open: { dialect: DialectName; port: number; people: readonly Person[]; atOnce: number };
  /** As many messages as are acknowledged, so many at a time under way; what comes before and after the seconds does not count. */
  flood: { outstanding: number; seconds: number; warmUpMs: number; textLength: number };
  /** So many a second, whatever the answers. */
  pace: { rate: number; seconds: number; textLength: number };
  /** `count` messages at once from one socket, until every socket has them all; several rounds. */
  burst: { count: number; rounds: number; textLength: number };
  close: Record<string, never>;
}

export interface Answers {
  open: { sockets: number; milliseconds: number };
  flood: Flood;
  pace: Pace;
  /** Milliseconds of each round. */
  burst: { rounds: number[] };
  close: Record<string, never>;
}

export interface Flood {
  readonly acked: number;
  readonly delivered: number;
  readonly refused: number;
  readonly seconds: number;
}

export interface Pace {
  readonly sent: number;
  readonly acked: number;
  readonly refused: number;
  /** From the moment at which a message was due to each of its deliveries, in milliseconds. */
  readonly latencies: number[];
}

export type OrderName = keyof Orders;
export type Order = { [K in OrderName]: { id: number; kind: K; body: Orders[K] } }[OrderName];
export type Answer = { id: number } & ({ body: Answers[OrderName] } | { error: string });
