import { type Accessor, createSignal } from 'solid-js';
import { type Words, wordsFor } from './words.ts';

export interface Action {
  readonly busy: Accessor<boolean>;
  readonly problem: Accessor<string | null>;
  run(): Promise<boolean>;
  onSubmit(event: Event): void;
}

/** One thing a form does: once at a time, with words where it fails. */
export function createAction(work: () => Promise<void>, words: Words = {}): Action {
  const [busy, setBusy] = createSignal(false);
  const [problem, setProblem] = createSignal<string | null>(null);
  const run = async () => {
    if (busy()) return false;
    setBusy(true);
    setProblem(null);
    try {
      await work();
      return true;
    } catch (error) {
      setProblem(wordsFor(error, words));
      return false;
    } finally {
      setBusy(false);
    }
  };
  return {
    busy,
    problem,
    run,
    onSubmit(event) {
      event.preventDefault();
      void run();
    },
  };
}
