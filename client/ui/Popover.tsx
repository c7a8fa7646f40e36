import type { JSX } from 'solid-js';
import { Opener } from './Opener.tsx';

interface PopoverProps {
  label: string;
  icon: JSX.Element;
  /** The key that does the same where the button's owner listens for it. */
  keys?: string;
  /** Given the way to close it. */
  children: (close: () => void) => JSX.Element;
}

/** A button that opens a small window beside it. */
export function Popover(props: PopoverProps) {
  return (
    <Opener
      kind="dialog"
      class="popover"
      label={props.label}
      icon={props.icon}
      tip="top"
      keys={props.keys}
      place={aboveOrBelow}
      first="button"
    >
      {props.children}
    </Opener>
  );
}

function aboveOrBelow(button: DOMRect, { height }: { readonly height: number }) {
  const below = Math.min(button.bottom + 6, window.innerHeight - height - 8);
  return { top: button.top > height + 12 ? button.top - height - 6 : below, left: button.left };
}
