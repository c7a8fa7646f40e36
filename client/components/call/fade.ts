const FADE_MS = 20;
const STEP_MS = 4;

/** Moves an element's volume to `target` within 20 ms: short enough to go unheard, long enough not to click. */
export function fadeTo(element: { volume: number }, target: 0 | 1): () => void {
  const from = element.volume;
  let step = 0;
  const steps = FADE_MS / STEP_MS;
  const timer = setInterval(() => {
    step += 1;
    element.volume = step >= steps ? target : from + ((target - from) * step) / steps;
    if (step >= steps) clearInterval(timer);
  }, STEP_MS);
  return () => clearInterval(timer);
}
