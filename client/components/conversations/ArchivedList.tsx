import ChevronRight from 'lucide-solid/icons/chevron-right';
import { createSignal, createUniqueId, For, Show } from 'solid-js';
import type { Conversation } from '../../../protocol/chat.ts';
import { createKeyed } from '../../ui/keyed.ts';
import { ConversationRow } from './ConversationRow.tsx';

interface ArchivedListProps {
  conversations: readonly Conversation[];
  now: number;
  /** While something is searched for. */
  isOpen: boolean;
  isCurrent: (conversationId: string) => boolean;
}

/** Groups that can only be read, folded away below the others. */
export function ArchivedList(props: ArchivedListProps) {
  const id = createUniqueId();
  const [unfolded, setUnfolded] = createSignal(false);
  const open = () => unfolded() || props.isOpen;
  const rows = createKeyed(
    () => props.conversations,
    (conversation) => conversation.id,
  );
  return (
    <Show when={props.conversations.length > 0}>
      <button
        type="button"
        class="pick-row mt-2 text-13 text-muted"
        aria-expanded={open()}
        aria-controls={id}
        data-roving
        onClick={() => setUnfolded(!open())}
      >
        <ChevronRight size={15} class="flex-none" classList={{ 'rotate-90': open() }} />
        Archived <span class="figures">{props.conversations.length}</span>
      </button>
      <div id={id}>
        <Show when={open()}>
          <For each={rows()}>
            {(row) => (
              <ConversationRow
                conversation={row.value()}
                now={props.now}
                current={props.isCurrent(row.key)}
              />
            )}
          </For>
        </Show>
      </div>
    </Show>
  );
}
