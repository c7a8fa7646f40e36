import type { JSX } from 'solid-js';
import { Opener } from './Opener.tsx';
import { moveFocus } from './roving.ts';

interface MenuProps {
  label: string;
  icon: JSX.Element;
  /** Which edge of the button it keeps to. */
  at?: 'left' | 'right';
  children: JSX.Element;
}

/** A button that opens a short list of actions. */
export function Menu(props: MenuProps) {
  return (
    <Opener
      kind="menu"
      class="menu"
      label={props.label}
      icon={props.icon}
      tip={props.at === 'left' ? 'top' : 'left'}
      place={(button, list) => ({
        top: belowOrAbove(button, list),
        left: props.at === 'left' ? button.left : button.right - list.width,
      })}
      first="[data-roving]"
      onKeyDown={(event, list) => moveFocus(event, list) && event.stopPropagation()}
    >
      {(close) => (
        // oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/no-static-element-interactions -- a key on an item is a click
        <div class="contents" onClick={close}>
          {props.children}
        </div>
      )}
    </Opener>
  );
}

function belowOrAbove(button: DOMRect, { height }: { readonly height: number }): number {
  return button.bottom + height + 8 < window.innerHeight ? button.bottom + 4 : button.top - height - 4;
}

export function MenuItem(props: { onSelect: () => void; danger?: boolean; children: JSX.Element }) {
  return (
    <button
      type="button"
      role="menuitem"
      data-roving
      class="pick-row min-h-[var(--control)]! text-14"
      classList={{ 'text-danger-text': props.danger ?? false }}
      // After the menu gave the focus back: a dialog returns it to where it was.
      onClick={() => queueMicrotask(() => props.onSelect())}
    >
      {props.children}
    </button>
  );
}
