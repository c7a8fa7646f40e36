import { createMemo } from 'solid-js';
import type { Timeline, TimelineItem } from '../../stores/contract.ts';

type State = 'waiting' | 'sent' | 'delivered' | 'read';

const LABELS: Record<State, string> = {
  waiting: 'Sending',
  sent: 'Sent',
  delivered: 'Delivered',
  read: 'Read',
};
const TICKS = 'm1 6.6 2.8 2.8L9.4 2.8m-1.8 6.1.5.5 5.8-6.6';
const PATHS: Record<State, string> = {
  waiting: 'M8 1.4a4.6 4.6 0 1 1 0 9.2 4.6 4.6 0 0 1 0-9.2M8 3.6V6l1.7 1',
  sent: 'm3.4 6.4 3 3 6-6.6',
  delivered: TICKS,
  read: TICKS,
};

/** How far one of my messages came: waiting, sent, delivered, read. */
export function Receipt(props: { item: TimelineItem; timeline: Timeline }) {
  const state = createMemo(() => stateOf(props.item, props.timeline));
  return (
    <span class="receipt" data-state={state() ?? 'none'}>
      <svg role="img" aria-label={LABELS[state() ?? 'waiting']} viewBox="0 0 16 12" width="16" height="12">
        <path d={PATHS[state() ?? 'waiting']} />
      </svg>
    </span>
  );
}

/** null: its writer is asked what becomes of it. */
function stateOf(item: TimelineItem, timeline: Timeline): State | null {
  if (item.kind === 'message') return timeline.receipt(item.message);
  return item.pending.state === 'failed' ? null : 'waiting';
}
