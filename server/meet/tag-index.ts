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
  /** Most tags are carried by one: that one needs no set. */
  readonly #slots = new Map<string, number | Set<number>>();

  add(slot: number, tags: readonly string[]): void {
    for (const tag of tags) {
      const slots = this.#slots.get(tag);
      if (slots === undefined) this.#slots.set(tag, slot);
      else if (typeof slots === 'number') this.#slots.set(tag, new Set([slots, slot]));
      else slots.add(slot);
    }
  }

  remove(slot: number, tags: readonly string[]): void {
    for (const tag of tags) {
      const slots = this.#slots.get(tag);
      const isLast = typeof slots === 'number' ? slots === slot : slots?.delete(slot) && slots.size === 0;
      if (isLast) this.#slots.delete(tag);
    }
  }

  /** The accepted slot that shares most of `tags`, at least one; of equals the one that came first. */
  best(tags: readonly string[], accepts: (slot: number) => boolean): Overlap | null {
    const shared = this.#countShared(tags);
    if (shared === null) return null;
    let best: Overlap | null = null;
    for (const [slot, of] of shared)
      if (of > (best?.shared ?? 0) && accepts(slot)) best = { slot, shared: of };
    return best;
  }

  /** How many of `tags` each slot carries; null: nobody carries any, as of most who come to wait. */
  #countShared(tags: readonly string[]): Map<number, number> | null {
    let shared: Map<number, number> | null = null;
    for (const tag of tags) {
      const slots = this.#slots.get(tag);
      if (slots === undefined) continue;
      shared ??= new Map();
      for (const slot of typeof slots === 'number' ? [slots] : slots)
        shared.set(slot, (shared.get(slot) ?? 0) + 1);
    }
    return shared;
  }
}
