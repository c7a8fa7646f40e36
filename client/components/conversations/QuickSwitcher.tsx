import { createSignal, onCleanup, onMount, Show } from 'solid-js';
import { part } from '../../ui/part.tsx';

const Switcher = part(async () => (await import('./Switcher.tsx')).Switcher);

/** Ctrl or Cmd and K from anywhere: type a name, Enter goes there. */
export function QuickSwitcher() {
  const [open, setOpen] = createSignal(false);
  const listen = (event: KeyboardEvent) => {
    if (
      event.key.toLowerCase() !== 'k' ||
      !(event.ctrlKey || event.metaKey) ||
      event.shiftKey ||
      event.altKey
    )
      return;
    event.preventDefault();
    setOpen(!open());
  };
  onMount(() => window.addEventListener('keydown', listen));
  onCleanup(() => window.removeEventListener('keydown', listen));
  return (
    <Show when={open()}>
      <Switcher onClose={() => setOpen(false)} />
    </Show>
  );
}
