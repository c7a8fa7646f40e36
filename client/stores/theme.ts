import { createSignal } from 'solid-js';
import type { ThemeStore } from './contract.ts';

/** public/theme.js reads the same key before the first paint. */
const KEY = 'parley.theme';

export function createThemeStore(
  storage: Pick<Storage, 'getItem' | 'setItem'>,
  root: HTMLElement,
): ThemeStore {
  const [choice, setChoice] = createSignal(read(storage));
  return {
    choice,
    choose(next) {
      setChoice(next);
      if (next === 'system') delete root.dataset.theme;
      else root.dataset.theme = next;
      storage.setItem(KEY, next);
    },
  };
}

function read(storage: Pick<Storage, 'getItem'>): 'system' | 'light' | 'dark' {
  const kept = storage.getItem(KEY);
  return kept === 'light' || kept === 'dark' ? kept : 'system';
}
