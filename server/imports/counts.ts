import type { ImportCounts } from '../../protocol/imports.ts';
import type { Loss, Omission } from './slack-message.ts';

export const NOTHING: ImportCounts = { imported: 0, known: 0, skipped: {}, losses: {} };

/** What happened to the messages of an export so far. */
export class Tally {
  #imported: number;
  #known: number;
  readonly #skipped: Map<string, number>;
  readonly #losses: Map<string, number>;

  constructor({ imported, known, skipped, losses }: ImportCounts = NOTHING) {
    this.#imported = imported;
    this.#known = known;
    this.#skipped = new Map(Object.entries(skipped));
    this.#losses = new Map(Object.entries(losses));
  }

  stored(imported: number, known: number): void {
    this.#imported += imported;
    this.#known += known;
  }

  skipped(reason: Omission, times = 1): void {
    this.#skipped.set(reason, (this.#skipped.get(reason) ?? 0) + times);
  }

  lost(losses: readonly Loss[]): void {
    for (const loss of losses) this.#losses.set(loss, (this.#losses.get(loss) ?? 0) + 1);
  }

  get counts(): ImportCounts {
    return {
      imported: this.#imported,
      known: this.#known,
      skipped: Object.fromEntries(this.#skipped),
      losses: Object.fromEntries(this.#losses),
    };
  }
}
