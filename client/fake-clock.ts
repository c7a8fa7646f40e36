import type { Clock } from './clock.ts';

/** For tests: moves only by `advance`, which runs what falls due, in order. */
export class FakeClock implements Clock {
  #now = Date.UTC(2026, 0, 1);
  #tasks: { readonly at: number; readonly task: () => void }[] = [];

  now(): number {
    return this.#now;
  }

  after(delayMs: number, task: () => void): () => void {
    const entry = { at: this.#now + delayMs, task };
    this.#tasks.push(entry);
    return () => {
      this.#tasks = this.#tasks.filter((other) => other !== entry);
    };
  }

  advance(ms: number): void {
    const end = this.#now + ms;
    for (let due = this.#takeDue(end); due; due = this.#takeDue(end)) {
      this.#now = Math.max(this.#now, due.at);
      due.task();
    }
    this.#now = end;
  }

  /** As `advance`, with room for promises to settle after each task. */
  async pass(ms: number): Promise<void> {
    const end = this.#now + ms;
    await settle();
    for (let due = this.#takeDue(end); due; due = this.#takeDue(end)) {
      this.#now = Math.max(this.#now, due.at);
      due.task();
      // What is due at the same moment happens in the same moment.
      for (let next = this.#takeDue(this.#now); next; next = this.#takeDue(this.#now)) next.task();
      await settle();
    }
    this.#now = end;
  }

  #takeDue(end: number) {
    const due = this.#tasks.filter((entry) => entry.at <= end).toSorted((a, b) => a.at - b.at)[0];
    if (due) this.#tasks = this.#tasks.filter((entry) => entry !== due);
    return due;
  }
}

/** Lets every promise that can settle now do so. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 3; turn++) await new Promise((resolve) => setImmediate(resolve));
}
