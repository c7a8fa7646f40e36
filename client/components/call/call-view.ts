import { createSignal } from 'solid-js';

export type StagePanel = 'none' | 'devices' | 'details';

/** A page has one stage: whether it covers the conversation, and which panel stands beside its tiles. */
export const [stageOpen, setStageOpen] = createSignal(true);
export const [stagePanel, setStagePanel] = createSignal<StagePanel>('none');

export function togglePanel(panel: Exclude<StagePanel, 'none'>): void {
  setStagePanel((current) => (current === panel ? 'none' : panel));
}
