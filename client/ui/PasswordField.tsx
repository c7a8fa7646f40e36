import { createSignal, createUniqueId, Show } from 'solid-js';

interface PasswordFieldProps {
  label: string;
  hint?: string;
  autocomplete: 'current-password' | 'new-password';
  minLength?: number;
  maxLength?: number;
  value: string;
  onInput: (value: string) => void;
}

/** What is typed can be looked at. */
export function PasswordField(props: PasswordFieldProps) {
  const id = createUniqueId();
  const [shown, setShown] = createSignal(false);
  return (
    <div class="flex flex-col gap-1.5">
      <label for={id} class="text-13 font-[550]">
        {props.label}
      </label>
      <div class="relative">
        <input
          id={id}
          type={shown() ? 'text' : 'password'}
          class="field-input pr-16!"
          required
          autocomplete={props.autocomplete}
          minLength={props.minLength}
          maxLength={props.maxLength}
          value={props.value}
          aria-describedby={props.hint ? `${id}-note` : undefined}
          onInput={(event) => props.onInput(event.currentTarget.value)}
        />
        <button
          type="button"
          class="absolute inset-y-1 right-1 rounded-[4px] px-2.5 text-13 font-[550] text-muted hover:text-ink"
          aria-pressed={shown()}
          onClick={() => setShown(!shown())}
        >
          {shown() ? 'Hide' : 'Show'}
        </button>
      </div>
      <Show when={props.hint}>
        {(hint) => (
          <p id={`${id}-note`} class="text-13 text-muted">
            {hint()}
          </p>
        )}
      </Show>
    </div>
  );
}
