import Check from 'lucide-solid/icons/check';
import Copy from 'lucide-solid/icons/copy';
import { createSignal, createUniqueId, Show } from 'solid-js';
import { Button } from '../../ui/Button.tsx';

/** Something to be copied: by the button, or by hand where the browser does not allow it. */
export function CopyField(props: { label: string; value: string }) {
  const id = createUniqueId();
  const [copied, setCopied] = createSignal(false);
  let field!: HTMLInputElement;
  const copy = () => {
    field.select();
    navigator.clipboard.writeText(props.value).then(
      () => setCopied(true),
      () => setCopied(false),
    );
  };
  return (
    <div class="flex flex-col gap-1.5">
      <label for={id} class="text-13 font-[550]">
        {props.label}
      </label>
      <div class="flex gap-2">
        <input
          ref={field}
          id={id}
          class="field-input min-w-0 font-mono text-13!"
          readOnly
          value={props.value}
          onFocus={() => field.select()}
        />
        <Button onClick={copy} class="flex-none">
          <Show when={copied()} fallback={<Copy size={15} />}>
            <Check size={15} />
          </Show>
          <span aria-live="polite">{copied() ? 'Copied' : 'Copy'}</span>
        </Button>
      </div>
    </div>
  );
}
