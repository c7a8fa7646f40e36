import { createMemo, Match, Show, Switch } from 'solid-js';
import type { Timeline, TimelineItem } from '../../stores/contract.ts';

/** How far one of my messages came: waiting, sent, delivered, read. */
export function Receipt(props: { item: TimelineItem; timeline: Timeline }) {
  const state = createMemo(() =>
    props.item.kind === 'message' ? props.timeline.receipt(props.item.message) : props.item.pending.state,
  );
  return (
    <span class="flex h-5 w-4 items-center self-end text-muted">
      <Switch>
        <Match when={state() === 'waiting' || state() === 'sending'}>
          <Clock />
        </Match>
        <Match when={state() === 'sent'}>
          <Ticks label="Sent" />
        </Match>
        <Match when={state() === 'delivered'}>
          <Ticks label="Delivered" double />
        </Match>
        <Match when={state() === 'read'}>
          <span class="text-accent-text">
            <Ticks label="Read" double />
          </span>
        </Match>
      </Switch>
    </span>
  );
}

function Ticks(props: { label: string; double?: boolean }) {
  return (
    <svg role="img" aria-label={props.label} viewBox="0 0 16 12" width="16" height="12" class="receipt">
      <path d={props.double ? 'm1 6.6 2.8 2.8L9.4 2.8' : 'm3.4 6.4 3 3 6-6.6'} />
      <Show when={props.double}>
        <path d="m7.6 8.9.5.5 5.8-6.6" />
      </Show>
    </svg>
  );
}

function Clock() {
  return (
    <svg role="img" aria-label="Sending" viewBox="0 0 16 12" width="16" height="12" class="receipt">
      <circle cx="8" cy="6" r="4.6" />
      <path d="M8 3.6V6l1.7 1" />
    </svg>
  );
}
