import { useNavigate } from '@solidjs/router';
import { createMemo, createSignal, For, onCleanup, onMount, Show } from 'solid-js';
import { useStores } from '../../stores/context.tsx';
import { moveFocus } from '../../ui/roving.ts';
import { SearchInput } from '../../ui/SearchInput.tsx';
import { ConversationFace } from './ConversationFace.tsx';

const SHOWN = 8;

/** Ctrl or Cmd and K from anywhere: type a name, Enter goes there. No part of its own: what is typed at once must not land elsewhere. */
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

function Switcher(props: { onClose: () => void }) {
  const { conversations } = useStores();
  const navigate = useNavigate();
  const [text, setText] = createSignal('');
  let dialog!: HTMLDialogElement;
  onMount(() => dialog.showModal());
  onCleanup(() => dialog.close());
  const found = createMemo(() => {
    const wanted = text().trim().toLowerCase();
    return (conversations.list() ?? [])
      .filter((conversation) => conversations.title(conversation).toLowerCase().includes(wanted))
      .slice(0, SHOWN);
  });
  const go = (id: string | undefined) => {
    if (id === undefined) return;
    props.onClose();
    navigate(`/c/${id}`);
  };
  return (
    <dialog
      ref={dialog}
      class="dialog mt-[14vh]"
      aria-label="Go to a conversation"
      onClose={() => props.onClose()}
      onMouseDown={(event) => event.target === dialog && dialog.close()}
      onKeyDown={(event) => {
        if (event.key === 'Enter' && event.target instanceof HTMLInputElement) go(found()[0]?.id);
        else moveFocus(event, dialog);
      }}
    >
      <div class="p-2">
        <SearchInput label="Go to" placeholder="Go to a conversation" value={text()} onInput={setText} />
        <div class="mt-2 flex flex-col">
          <For each={found()} fallback={<p class="px-3 py-4 text-14 text-muted">Nothing is called that.</p>}>
            {(conversation) => (
              <button type="button" class="pick-row" data-roving onClick={() => go(conversation.id)}>
                <ConversationFace conversation={conversation} size={28} />
                <span class="truncate">{conversations.title(conversation)}</span>
              </button>
            )}
          </For>
        </div>
      </div>
    </dialog>
  );
}
