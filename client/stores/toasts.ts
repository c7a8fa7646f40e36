import { createSignal } from 'solid-js';
import type { Clock } from '../clock.ts';
import type { ToastStore } from './contract.ts';

const SHOWN_MS = { info: 4_000, problem: 8_000 } as const;
const MOST_AT_ONCE = 3;

export function createToastStore(clock: Clock): ToastStore {
  const [list, setList] = createSignal<ReturnType<ToastStore['list']>>([]);
  let lastId = 0;
  const dismiss = (id: number) => setList((toasts) => toasts.filter((toast) => toast.id !== id));
  return {
    list,
    dismiss,
    show(tone, text, action) {
      lastId += 1;
      const id = lastId;
      // The same words twice are one notice, shown anew.
      setList((toasts) =>
        [
          ...toasts.filter((toast) => toast.text !== text),
          { id, tone, text, ...(action ? { action } : {}) },
        ].slice(-MOST_AT_ONCE),
      );
      if (!action) clock.after(SHOWN_MS[tone], () => dismiss(id));
    },
  };
}
