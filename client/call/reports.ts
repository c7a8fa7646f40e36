import type { LiveCall } from '../../protocol/call.ts';
import type { ParticipantId } from '../../protocol/ids.ts';
import { type DueReport, dueReports } from './reconcile.ts';

interface Known {
  readonly since: number;
  said: boolean;
}

/** Which reports the server waits for, since when, and which it has. */
export class Reports {
  #known = new Map<number, Known>();

  /** Those that were not said yet. */
  pending(call: LiveCall, me: ParticipantId, now: number): (DueReport & { readonly waitedMs: number })[] {
    const due = dueReports(call, me);
    const before = this.#known;
    this.#known = new Map(due.map(({ epoch }) => [epoch, before.get(epoch) ?? { since: now, said: false }]));
    return due.flatMap((report) => {
      const known = this.#known.get(report.epoch);
      return !known || known.said ? [] : [{ ...report, waitedMs: now - known.since }];
    });
  }

  mark(epoch: number, said: boolean): void {
    const known = this.#known.get(epoch);
    if (known) known.said = said;
  }

  /** The server may have heard none of them. */
  clear(): void {
    for (const known of this.#known.values()) known.said = false;
  }
}
