import ArrowDown from 'lucide-solid/icons/arrow-down';
import ArrowUp from 'lucide-solid/icons/arrow-up';
import { createMemo, createSignal, Show } from 'solid-js';
import type { Timeline } from '../../stores/contract.ts';
import { Count } from '../../ui/Count.tsx';

export function NewestButton(props: { unread: number; shown: boolean; onJump: () => void }) {
  return (
    <Show when={props.shown}>
      <button type="button" class="jump-button right-5 bottom-3" onClick={() => props.onJump()}>
        <ArrowDown size={18} aria-hidden="true" />
        <span class="sr-only">Jump to the newest message</span>
        <Count of={props.unread} label="unread" class="absolute -top-1.5 left-1/2 -translate-x-1/2" />
      </button>
    </Show>
  );
}

/** Where more is new than is loaded: leads to the first of it. */
export function FirstNewButton(props: { timeline: Timeline; onJumped: () => void }) {
  const [used, setUsed] = createSignal<Timeline | null>(null);
  const target = createMemo(() => {
    const since = props.timeline.newSince();
    const first = props.timeline.items()[0];
    if (since === null || first?.kind !== 'message' || used() === props.timeline) return null;
    return first.message.number > since + 1 ? since + 1 : null;
  });
  return (
    <Show when={target()}>
      {(number) => (
        <button
          type="button"
          class="jump-button top-3 left-1/2 w-auto! -translate-x-1/2 gap-2 px-3.5 text-13 font-[550]"
          onClick={() => {
            const to = number();
            setUsed(() => props.timeline);
            void props.timeline.jumpTo(to).then(() => props.onJumped());
          }}
        >
          <ArrowUp size={15} /> To the first new message
        </button>
      )}
    </Show>
  );
}
