import { createSignal, createUniqueId, type JSX, Show } from 'solid-js';
import { IconButton } from './IconButton.tsx';

interface PopoverProps {
  label: string;
  icon: JSX.Element;
  /** The key that does the same where the button's owner listens for it. */
  keys?: string;
  /** Given the way to close it. */
  children: (close: () => void) => JSX.Element;
}

/** A button that opens a small window beside it; the browser closes it on Escape and outside presses. */
export function Popover(props: PopoverProps) {
  const id = createUniqueId();
  const [open, setOpen] = createSignal(false);
  let button!: HTMLButtonElement;
  let panel!: HTMLDivElement;
  const place = () => {
    const at = button.getBoundingClientRect();
    const above = at.top > panel.offsetHeight + 12;
    panel.style.top = `${above ? at.top - panel.offsetHeight - 6 : Math.min(at.bottom + 6, window.innerHeight - panel.offsetHeight - 8)}px`;
    panel.style.left = `${Math.max(8, Math.min(at.left, window.innerWidth - panel.offsetWidth - 8))}px`;
  };
  const resized = new ResizeObserver(place);
  return (
    <>
      <IconButton
        ref={button}
        label={props.label}
        tip="top"
        aria-haspopup="dialog"
        aria-expanded={open()}
        aria-controls={id}
        aria-keyshortcuts={props.keys}
        onClick={() => panel.togglePopover()}
      >
        {props.icon}
      </IconButton>
      <div
        ref={panel}
        id={id}
        popover="auto"
        role="dialog"
        aria-label={props.label}
        class="popover"
        onToggle={(event) => {
          const opened = (event as ToggleEvent).newState === 'open';
          setOpen(opened);
          if (!opened) {
            resized.disconnect();
            return;
          }
          place();
          resized.observe(panel);
          panel.querySelector<HTMLElement>('button')?.focus();
        }}
      >
        <Show when={open()}>
          {props.children(() => {
            panel.hidePopover();
            button.focus();
          })}
        </Show>
      </div>
    </>
  );
}
