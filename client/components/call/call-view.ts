import { createSignal } from 'solid-js';

export type StagePanel = 'none' | 'devices' | 'details';

/** A page has one stage: whether it covers the conversation, and which panel stands beside its tiles. */
export const [stageOpen, setStageOpen] = createSignal(true);
export const [stagePanel, setStagePanel] = createSignal<StagePanel>('none');

export function togglePanel(panel: Exclude<StagePanel, 'none'>): void {
  setStagePanel((current) => (current === panel ? 'none' : panel));
}

/** What the stage has followed so far. Frames come and go with the pages they stand around, the stage goes on. */
let followed: { isLive: boolean; path: string | null } = { isLive: false, path: null };

/** A new call opens the stage; one that goes on is found as it was left. */
export function followCall(isLive: boolean): void {
  if (isLive === followed.isLive) return;
  followed = { ...followed, isLive };
  if (isLive) setStageOpen(true);
  else setStagePanel('none');
}

/** Going elsewhere in the page lets the stage sink into the bar. */
export function followPath(path: string): void {
  const before = followed.path;
  followed = { ...followed, path };
  if (before !== null && before !== path) setStageOpen(false);
}
