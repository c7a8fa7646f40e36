import { type Accessor, createSignal, onCleanup } from 'solid-js';

/** The time, in steps coarse enough for words like "5 min ago" and "Yesterday". */
export function createNow(stepMs = 30_000): Accessor<number> {
  const [now, setNow] = createSignal(Date.now());
  const timer = setInterval(() => setNow(Date.now()), stepMs);
  onCleanup(() => clearInterval(timer));
  return now;
}
