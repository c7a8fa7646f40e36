import { createEffect, createSignal, onCleanup } from 'solid-js';

const [count, setCount] = createSignal(0);

/** How many conversations call, before every title; 0: nothing. */
export function countInTitle(calling: number): void {
  setCount(calling);
}

/** What the window is called while this is shown. */
export function createTitle(words: () => string): void {
  let title = '';
  createEffect(() => {
    title = `${count() > 0 ? `(${count()}) ` : ''}${words()} · Parley`;
    document.title = title;
  });
  onCleanup(() => {
    if (document.title === title) document.title = 'Parley';
  });
}
