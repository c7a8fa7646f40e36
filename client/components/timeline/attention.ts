import { createSelector, createSignal, onCleanup } from 'solid-js';
import type { Message } from '../../../protocol/chat.ts';
import { useDesk } from '../message/desk.ts';

/** How long a finger rests before it asks for the actions. */
const LONG_PRESS_MS = 450;
const PRESS_SLACK_PX = 10;

interface AttentionInput {
  messageOf: (id: string) => Message | undefined;
}

/** Which message the pointer or the focus is on: it alone shows its actions. Handlers for the element around all rows. */
export function createAttention(input: AttentionInput) {
  const desk = useDesk();
  const [active, setActive] = createSignal<string | null>(null);
  const press = makeLongPress((id) => {
    const message = input.messageOf(id);
    if (message && message.event === null && message.deletedAt === null) desk.ask({ kind: 'sheet', message });
  });
  onCleanup(press.end);
  const move = (id: string | null, within: HTMLElement) => {
    // What was opened from the actions stays until it is closed.
    if (!within.querySelector(':popover-open')) setActive(id);
  };
  return {
    isActive: createSelector(active),
    onPointerOver(event: PointerEvent & { currentTarget: HTMLElement }) {
      if (event.pointerType !== 'touch') move(idAt(event.target), event.currentTarget);
    },
    onPointerLeave(event: PointerEvent & { currentTarget: HTMLElement }) {
      if (event.pointerType !== 'touch') move(idAt(document.activeElement), event.currentTarget);
    },
    onFocusIn(event: FocusEvent & { currentTarget: HTMLElement }) {
      if ((event.target as HTMLElement).matches(':focus-visible'))
        move(idAt(event.target), event.currentTarget);
    },
    onPointerDown: press.begin,
    onPointerMove: press.move,
    onPointerUp: press.end,
    onPointerCancel: press.end,
    onContextMenu: press.menu,
  };
}

function idAt(target: EventTarget | null): string | null {
  return target instanceof Element
    ? (target.closest<HTMLElement>('[data-message]')?.dataset.message ?? null)
    : null;
}

function makeLongPress(pressed: (id: string) => void) {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let from = { x: 0, y: 0 };
  let isTouch = false;
  const end = () => clearTimeout(timer);
  return {
    end,
    begin(event: PointerEvent) {
      end();
      isTouch = event.pointerType === 'touch';
      const id = idAt(event.target);
      if (!isTouch || id === null || (event.target as Element).closest('a, button, img, video, audio'))
        return;
      from = { x: event.clientX, y: event.clientY };
      timer = setTimeout(() => pressed(id), LONG_PRESS_MS);
    },
    move(event: PointerEvent) {
      if (Math.hypot(event.clientX - from.x, event.clientY - from.y) > PRESS_SLACK_PX) end();
    },
    /** The system's own menu would lie over it. */
    menu(event: MouseEvent) {
      if (isTouch && !(event.target as Element).closest('a, img')) event.preventDefault();
    },
  };
}
