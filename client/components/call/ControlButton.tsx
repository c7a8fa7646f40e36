import { type JSX, Show } from 'solid-js';

export function ControlButton(props: {
  label: string;
  icon: JSX.Element;
  tone?: 'plain' | 'off' | 'on' | 'accept' | 'danger';
  shortcut?: string;
  expanded?: boolean;
  warning?: string | null;
  onPress: () => void;
}) {
  const tip = () => (props.shortcut ? `${props.label} (${props.shortcut.toUpperCase()})` : props.label);
  return (
    <button
      type="button"
      class="call-control"
      data-tone={props.tone ?? 'plain'}
      data-tip={tip()}
      data-tip-side="top"
      aria-label={props.label}
      aria-keyshortcuts={props.shortcut}
      aria-expanded={props.expanded}
      onClick={() => props.onPress()}
    >
      {props.icon}
      <span class="call-control-label" aria-hidden="true">
        {props.label}
      </span>
      <Show when={props.warning}>
        <span class="call-control-warning" aria-hidden="true" />
      </Show>
    </button>
  );
}
