import type { Accessor } from 'solid-js';

export interface ToastStore {
  list: Accessor<
    { id: number; tone: 'info' | 'problem'; text: string; action?: { label: string; run(): void } }[]
  >;
  /** With something to do it stays until it is dismissed. */
  show(tone: 'info' | 'problem', text: string, action?: { label: string; run(): void }): void;
  dismiss(id: number): void;
}

export interface ThemeStore {
  choice: Accessor<'system' | 'light' | 'dark'>;
  choose(choice: 'system' | 'light' | 'dark'): void;
}
