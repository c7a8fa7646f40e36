import Check from 'lucide-solid/icons/check';
import Copy from 'lucide-solid/icons/copy';
import { createSignal, Show } from 'solid-js';
import { Button } from '../../ui/Button.tsx';

/** Something to be copied: by the button, or by hand, for one press selects all of it. */
export function CopyField(props: { label: string; value: string }) {
  const [copied, setCopied] = createSignal(false);
  const copy = () =>
    navigator.clipboard.writeText(props.value).then(
      () => setCopied(true),
      () => setCopied(false),
    );
  return (
    <div>
      <p class="mb-1.5 text-13 font-[550]">{props.label}</p>
      <div class="flex gap-2">
        <code class="field-input quiet-scroll min-w-0 overflow-x-auto font-mono text-13! whitespace-nowrap select-all">
          {props.value}
        </code>
        <Button onClick={() => void copy()} class="flex-none">
          <Show when={copied()} fallback={<Copy size={15} />}>
            <Check size={15} />
          </Show>
          <span aria-live="polite">{copied() ? 'Copied' : 'Copy'}</span>
        </Button>
      </div>
    </div>
  );
}
