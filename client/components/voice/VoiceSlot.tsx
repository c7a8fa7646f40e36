import { createEffect, createSignal, lazy, on, Show, Suspense } from 'solid-js';
import type { DraftPlace } from '../../drafts/draft-copy.ts';
import { VoiceButton } from './VoiceButton.tsx';

const VoiceBar = lazy(async () => ({ default: (await import('./VoiceBar.tsx')).VoiceBar }));

type Held = () => boolean;

/** Whether the composer records; at another place it begins without. */
export function createVoiceSlot(key: () => string) {
  const [held, setHeld] = createSignal<Held | null>(null);
  createEffect(on(key, () => setHeld(null), { defer: true }));
  return {
    held,
    isOpen: () => held() !== null,
    open: (next: Held) => void setHeld(() => next),
    close: () => void setHeld(null),
  };
}

type Slot = ReturnType<typeof createVoiceSlot>;

/** In place of the composer's line while it is hidden. */
export function VoiceSlot(props: { slot: Slot; place: DraftPlace; onClosed: () => void }) {
  return (
    <Show when={props.slot.held()}>
      {(held) => (
        <Suspense fallback={<div class="h-[calc(var(--control)+8px)]" />}>
          <VoiceBar
            place={props.place}
            held={held()}
            onClose={() => {
              props.slot.close();
              props.onClosed();
            }}
          />
        </Suspense>
      )}
    </Show>
  );
}

/** A browser that cannot record has no button for it. */
export function VoiceEntry(props: { slot: Slot }) {
  return (
    <Show when={typeof MediaRecorder !== 'undefined'}>
      <VoiceButton onStart={(held) => props.slot.open(held)} />
    </Show>
  );
}
