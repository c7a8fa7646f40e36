import X from 'lucide-solid/icons/x';
import type { JSX } from 'solid-js';
import { IconButton } from '../../ui/IconButton.tsx';

interface SidePanelProps {
  title: string;
  onClose: () => void;
  children: JSX.Element;
}

/** Beside the conversation on a desktop, over it where there is less room. */
export function SidePanel(props: SidePanelProps) {
  return (
    <aside
      class="side-panel"
      aria-label={props.title}
      onKeyDown={(event) => event.key === 'Escape' && props.onClose()}
    >
      <header class="flex h-14 flex-none items-center justify-between border-b border-line pr-2 pl-5">
        <h2 class="text-15 font-semibold">{props.title}</h2>
        <IconButton label={`Close ${props.title.toLowerCase()}`} tip="left" onClick={() => props.onClose()}>
          <X size={18} />
        </IconButton>
      </header>
      {props.children}
    </aside>
  );
}
