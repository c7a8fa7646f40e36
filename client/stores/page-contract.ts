import type { Accessor } from 'solid-js';
import type { Live } from '../../protocol/admin.ts';

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

/** What happens on the server now, for owner and moderators, from opening the page to leaving it. */
export interface LiveStore {
  /** null: not told yet. */
  live: Accessor<Live | null>;
  /** Why it is not told; null: it is. */
  problem: Accessor<unknown>;
  close(): void;
}
