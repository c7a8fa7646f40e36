import { createUniqueId, type JSX, Show, splitProps } from 'solid-js';

interface FieldProps extends JSX.InputHTMLAttributes<HTMLInputElement> {
  label: string;
  hint?: string;
  /** Says what is wrong and how to mend it. */
  problem?: string | null;
}

export function Field(props: FieldProps) {
  const [own, rest] = splitProps(props, ['label', 'hint', 'problem']);
  const id = createUniqueId();
  return (
    <div class="flex flex-col gap-1.5">
      <label for={id} class="text-13 font-[550]">
        {own.label}
      </label>
      <input
        {...rest}
        id={id}
        class="field-input"
        aria-invalid={own.problem ? 'true' : undefined}
        aria-describedby={own.problem || own.hint ? `${id}-note` : undefined}
      />
      <Show when={own.problem ?? own.hint}>
        {(note) => (
          <p id={`${id}-note`} class={own.problem ? 'text-13 text-danger-text' : 'text-13 text-muted'}>
            {note()}
          </p>
        )}
      </Show>
    </div>
  );
}
