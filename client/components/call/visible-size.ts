import { createSignal } from 'solid-js';
import { stageOpen } from './call-view.ts';
import type { Rect } from './layout.ts';

const SMALL_WIDTH = 360;

const [pageHidden, setPageHidden] = createSignal(false);

/** Keeps `visibleSize` in step with the page; answers how to stop. */
export function watchPageVisibility(): () => void {
  const update = () => setPageHidden(document.visibilityState === 'hidden');
  update();
  document.addEventListener('visibilitychange', update);
  return () => document.removeEventListener('visibilitychange', update);
}

/** How much of a stream is worth sending to here: nothing where it is not seen. */
export function visibleSize(rect: Rect | undefined): 'hidden' | 'small' | 'large' {
  if (!rect || !stageOpen() || pageHidden()) return 'hidden';
  return rect.width <= SMALL_WIDTH ? 'small' : 'large';
}
