import { useNavigate } from '@solidjs/router';
import { createMemo, createSignal, For, onCleanup, onMount } from 'solid-js';
import { useStores } from '../../stores/context.tsx';
import { moveFocus } from '../../ui/roving.ts';
import { SearchInput } from '../../ui/SearchInput.tsx';
import { ConversationFace } from './ConversationFace.tsx';

const SHOWN = 8;

export function Switcher(props: { onClose: () => void }) {
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
