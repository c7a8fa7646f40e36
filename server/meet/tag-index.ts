/** A slot, and how many tags it shares with those that were asked for. */
export interface Overlap {
  readonly slot: number;
  readonly shared: number;
}

/**
 * Tags → the slots that carry them. Adding and removing cost the number of tags. As nobody who fits waits, those who
 * wait under one tag are people who must not meet each other: lists stay short, however many wait.
 */
export class TagIndex {
  readonly #slots = new Map<string, Set<number>>();

  add(slot: number, tags: readonly string[]): void {
    for (const tag of tags) {
      const slots = this.#slots.get(tag);
      if (slots) slots.add(slot);
      else this.#slots.set(tag, new Set([slot]));
    }
  }

  remove(slot: number, tags: readonly string[]): void {
    for (const tag of tags) {
      const slots = this.#slots.get(tag);
      if (slots?.delete(slot) && slots.size === 0) this.#slots.delete(tag);
    }
  }

  /** The accepted slot that shares most of `tags`, at least one; of equals the one that came first. */
  best(tags: readonly string[], accepts: (slot: number) => boolean): Overlap | null {
    const shared = new Map<number, number>();
    for (const tag of tags)
      for (const slot of this.#slots.get(tag) ?? []) shared.set(slot, (shared.get(slot) ?? 0) + 1);
    let best: Overlap | null = null;
    for (const [slot, count] of shared)
      if (count > (best?.shared ?? 0) && accepts(slot)) best = { slot, shared: count };
    return best;
  }
}
