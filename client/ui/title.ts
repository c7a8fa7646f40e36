import { createEffect, onCleanup } from 'solid-js';

/** What the window is called while this is shown. */
export function createTitle(words: () => string): void {
  createEffect(() => {
    const title = `${words()} · Parley`;
    document.title = title;
    onCleanup(() => {
      if (document.title === title) document.title = 'Parley';
    });
  });
}
