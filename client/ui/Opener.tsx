import { createSignal, createUniqueId, type JSX, onCleanup, Show } from 'solid-js';
import { IconButton } from './IconButton.tsx';

interface Place {
  readonly top: number;
  readonly left: number;
}

interface OpenerProps {
  kind: 'menu' | 'dialog';
  class: string;
  label: string;
  icon: JSX.Element;
  tip: 'left' | 'top';
  keys?: string | undefined;
  /** Where what floats of this size belongs, beside its button. */
  place: (button: DOMRect, floating: { readonly width: number; readonly height: number }) => Place;
  /** What takes the focus when it opens. */
  first: string;
  onKeyDown?: (event: KeyboardEvent, floating: HTMLElement) => void;
  /** Given the way to close it, which gives the focus back. */
  children: (close: () => void) => JSX.Element;
}

/** A button and what it opens beside itself; the browser's popover closes it on Escape and outside presses. */
export function Opener(props: OpenerProps) {
  const id = createUniqueId();
  const [open, setOpen] = createSignal(false);
  let button!: HTMLButtonElement;
  let floating!: HTMLDivElement;
  const place = () => {
    const size = { width: floating.offsetWidth, height: floating.offsetHeight };
    const { top, left } = props.place(button.getBoundingClientRect(), size);
    floating.style.top = `${top}px`;
    floating.style.left = `${Math.max(8, Math.min(left, window.innerWidth - size.width - 8))}px`;
  };
  const resized = new ResizeObserver(place);
  onCleanup(() => resized.disconnect());
  const toggled = (isOpen: boolean) => {
    setOpen(isOpen);
    if (!isOpen) return resized.disconnect();
    place();
    resized.observe(floating);
    floating.querySelector<HTMLElement>(props.first)?.focus();
  };
  const close = () => {
    floating.hidePopover();
    button.focus();
  };
  return (
    <>
      <IconButton
        ref={button}
        label={props.label}
        tip={props.tip}
        aria-haspopup={props.kind}
        aria-expanded={open()}
        aria-controls={id}
        aria-keyshortcuts={props.keys}
        onClick={() => floating.togglePopover()}
      >
        {props.icon}
      </IconButton>
      {/* oxlint-disable-next-line jsx-a11y/interactive-supports-focus -- what is in it takes the focus */}
      <div
        ref={floating}
        id={id}
        popover="auto"
        role={props.kind}
        aria-label={props.label}
        class={props.class}
        onToggle={(event) => toggled((event as ToggleEvent).newState === 'open')}
        onKeyDown={(event) => props.onKeyDown?.(event, floating)}
      >
        <Show when={open()}>{props.children(close)}</Show>
      </div>
    </>
  );
}
