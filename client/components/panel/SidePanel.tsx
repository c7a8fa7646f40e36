import X from 'lucide-solid/icons/x';
import { type JSX, onCleanup, onMount } from 'solid-js';
import { IconButton } from '../../ui/IconButton.tsx';

interface SidePanelProps {
  title: string;
  onClose: () => void;
  /** Beside the title. */
  actions?: JSX.Element;
  children: JSX.Element;
}

/** Beside the conversation on a desktop, over it where there is less room. It takes the focus, and gives it back. */
export function SidePanel(props: SidePanelProps) {
  const opener = document.activeElement;
  let panel!: HTMLElement;
  const hasFocus = () => panel.contains(document.activeElement);
  onMount(() => {
    if (!hasFocus()) panel.focus({ preventScroll: true });
  });
  onCleanup(() => {
    if (hasFocus() && opener instanceof HTMLElement && opener.isConnected) opener.focus();
  });
  return (
    <aside
      ref={panel}
      tabindex={-1}
      class="side-panel"
      aria-label={props.title}
      onKeyDown={(event) => event.key === 'Escape' && !isInFront(event.target) && props.onClose()}
    >
      <header class="flex h-14 flex-none items-center justify-between border-b border-line pr-2 pl-5">
        <h2 class="min-w-0 flex-1 truncate text-15 font-semibold">{props.title}</h2>
        {props.actions}
        <IconButton label={`Close ${props.title.toLowerCase()}`} tip="left" onClick={() => props.onClose()}>
          <X size={18} />
        </IconButton>
      </header>
      {props.children}
    </aside>
  );
}

/** A dialog or menu over the panel closes by the same key, and alone. */
function isInFront(target: EventTarget): boolean {
  return target instanceof Element && target.closest('dialog, [popover]') !== null;
}
