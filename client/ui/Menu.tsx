import { createSignal, createUniqueId, type JSX, Show } from 'solid-js';
import { IconButton } from './IconButton.tsx';
import { moveFocus } from './roving.ts';

interface MenuProps {
  label: string;
  icon: JSX.Element;
  /** Which edge of the button it keeps to. */
  at?: 'left' | 'right';
  children: JSX.Element;
}

/** A button that opens a short list of actions; the browser's popover closes it on Escape and outside presses. */
export function Menu(props: MenuProps) {
  const id = createUniqueId();
  const [open, setOpen] = createSignal(false);
  let button!: HTMLButtonElement;
  let list!: HTMLDivElement;
  const place = () => {
    const at = button.getBoundingClientRect();
    const below = at.bottom + list.offsetHeight + 8 < window.innerHeight;
    list.style.top = `${below ? at.bottom + 4 : at.top - list.offsetHeight - 4}px`;
    const left = props.at === 'left' ? at.left : at.right - list.offsetWidth;
    list.style.left = `${Math.max(8, Math.min(left, window.innerWidth - list.offsetWidth - 8))}px`;
  };
  return (
    <>
      <IconButton
        ref={button}
        label={props.label}
        tip={props.at === 'left' ? 'top' : 'left'}
        aria-haspopup="menu"
        aria-expanded={open()}
        aria-controls={id}
        onClick={() => list.togglePopover()}
      >
        {props.icon}
      </IconButton>
      {/* oxlint-disable-next-line jsx-a11y/interactive-supports-focus -- its items take the focus */}
      <div
        ref={list}
        id={id}
        popover="auto"
        role="menu"
        aria-label={props.label}
        class="menu"
        onToggle={(event) => {
          const opened = (event as ToggleEvent).newState === 'open';
          setOpen(opened);
          if (!opened) return;
          place();
          list.querySelector<HTMLElement>('[data-roving]')?.focus();
        }}
        onKeyDown={(event) => moveFocus(event, list) && event.stopPropagation()}
        onClick={() => {
          list.hidePopover();
          button.focus();
        }}
      >
        <Show when={open()}>{props.children}</Show>
      </div>
    </>
  );
}

export function MenuItem(props: { onSelect: () => void; danger?: boolean; children: JSX.Element }) {
  return (
    <button
      type="button"
      role="menuitem"
      data-roving
      class="pick-row min-h-9! text-14"
      classList={{ 'text-danger-text': props.danger ?? false }}
      // After the menu gave the focus back: a dialog returns it to where it was.
      onClick={() => queueMicrotask(() => props.onSelect())}
    >
      {props.children}
    </button>
  );
}
