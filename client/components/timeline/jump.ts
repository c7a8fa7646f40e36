import type { Timeline } from '../../stores/contract.ts';

/** Long enough to be found by the eye. */
const LIT_MS = 2_000;
/** The rows of a page that was fetched stand within a frame or two. */
const FRAMES = 20;

/** Brings a message before the reader, fetching what is around it where it is not loaded. */
export async function jumpToLine(timeline: Timeline, number: number, log: () => HTMLElement): Promise<void> {
  await timeline.jumpTo(number);
  for (let frame = 0; frame < FRAMES; frame++) {
    const line = log().querySelector<HTMLElement>(`[data-line="${number}"]`);
    if (line) {
      line.scrollIntoView({ block: 'center' });
      light(line);
      return;
    }
    await new Promise(requestAnimationFrame);
  }
}

function light(line: HTMLElement): void {
  line.dataset.found = '';
  if (line.tabIndex === -1 && line.matches('article')) line.focus({ preventScroll: true });
  setTimeout(() => delete line.dataset.found, LIT_MS);
}
