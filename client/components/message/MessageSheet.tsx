import { useNavigate } from '@solidjs/router';
import CornerUpLeft from 'lucide-solid/icons/corner-up-left';
import MessagesSquare from 'lucide-solid/icons/messages-square';
import Pencil from 'lucide-solid/icons/pencil';
import { onCleanup, onMount, Show } from 'solid-js';
import type { Message } from '../../../protocol/chat.ts';
import { quoteOfMessage } from '../../stores/apply-message.ts';
import { useStores } from '../../stores/context.tsx';
import { MenuItem } from '../../ui/Menu.tsx';
import { moveFocus } from '../../ui/roving.ts';
import { mayBranch, mayQuote, threadPath } from '../threads/paths.ts';
import { useDeeds } from './deeds.ts';
import { useDesk } from './desk.ts';
import { MessageMenu } from './MessageMenu.tsx';
import { ReactionChoice } from './ReactionChoice.tsx';

/** The same as the action bar, for a finger: at the lower edge, every line as tall as a thumb. */
export function MessageSheet(props: { message: Message; onClose: () => void }) {
  const { conversations } = useStores();
  const deeds = useDeeds();
  const desk = useDesk();
  const navigate = useNavigate();
  const may = () => conversations.may(props.message);
  let dialog!: HTMLDialogElement;
  onMount(() => {
    dialog.showModal();
    ignoreFirstFinger(dialog);
  });
  onCleanup(() => dialog.close());
  return (
    <dialog
      ref={dialog}
      class="sheet"
      aria-label="Message actions"
      onClose={() => props.onClose()}
      onPointerDown={(event) => event.target === dialog && dialog.close()}
      onKeyDown={(event) => moveFocus(event, dialog)}
    >
      <Show when={may().react}>
        <div class="flex justify-center border-b border-line pb-1">
          <ReactionChoice
            message={props.message}
            onPick={(emoji) => {
              dialog.close();
              deeds.react(props.message, emoji);
            }}
          />
        </div>
      </Show>
      {/* oxlint-disable-next-line jsx-a11y/interactive-supports-focus, jsx-a11y/click-events-have-key-events -- its items take focus and keys */}
      <div role="menu" aria-label="Message actions" class="pt-1" onClick={() => dialog.close()}>
        <Show when={mayQuote(desk, props.message) && may().reply}>
          <MenuItem onSelect={() => desk.compose({ kind: 'answer', quote: quoteOfMessage(props.message) })}>
            <CornerUpLeft size={17} /> Reply
          </MenuItem>
        </Show>
        <Show when={mayBranch(desk, props.message) && may().reply}>
          <MenuItem onSelect={() => navigate(threadPath(props.message))}>
            <MessagesSquare size={17} /> Reply in thread
          </MenuItem>
        </Show>
        <Show when={may().edit}>
          <MenuItem onSelect={() => desk.compose({ kind: 'edit', message: props.message })}>
            <Pencil size={16} /> Edit
          </MenuItem>
        </Show>
        <MessageMenu message={props.message} />
      </div>
    </dialog>
  );
}

/** The finger whose press brought the sheet is still down; where it lifts, nothing is meant. */
function ignoreFirstFinger(dialog: HTMLElement): void {
  let isNew = false;
  dialog.addEventListener('pointerdown', () => (isNew = true), { capture: true });
  dialog.addEventListener(
    'click',
    (event) => {
      // A click of the keyboard has no place.
      if (!isNew && event.detail > 0) event.stopPropagation();
    },
    { capture: true },
  );
}
