import { createUniqueId, Show } from 'solid-js';

interface SwitchProps {
  label: string;
  hint?: string;
  on: boolean;
  disabled?: boolean;
  onChange: (on: boolean) => void;
}

/** On or off, at once. The switch follows what holds, not what was pressed. */
export function Switch(props: SwitchProps) {
  const id = createUniqueId();
  return (
    <label class="switch-row">
      <span class="min-w-0 flex-1">
        <span class="block text-14 font-[550]">{props.label}</span>
        <Show when={props.hint}>
          <span id={id} class="block text-13 text-muted">
            {props.hint}
          </span>
        </Show>
      </span>
      <input
        type="checkbox"
        role="switch"
        aria-checked={props.on}
        class="switch"
        aria-label={props.label}
        aria-describedby={props.hint ? id : undefined}
        disabled={props.disabled ?? false}
        checked={props.on}
        onChange={(event) => {
          const on = event.currentTarget.checked;
          event.currentTarget.checked = props.on;
          props.onChange(on);
        }}
      />
    </label>
  );
}
