import X from 'lucide-solid/icons/x';
import { createMemo, Show } from 'solid-js';
import type { Conversation } from '../../../protocol/chat.ts';
import { useStores } from '../../stores/context.tsx';
import { IconButton } from '../../ui/IconButton.tsx';
import { PersonCard } from '../people/PersonCard.tsx';
import { FilesOf } from './FilesOf.tsx';
import { GroupDetails } from './GroupDetails.tsx';

interface DetailsProps {
  conversation: Conversation;
  onClose: () => void;
}

/** The side panel: who is in here, and what was shared. */
export function Details(props: DetailsProps) {
  const { conversations } = useStores();
  const other = createMemo(() => conversations.counterpart(props.conversation));
  return (
    <aside
      class="side-panel"
      aria-label="Details"
      onKeyDown={(event) => event.key === 'Escape' && props.onClose()}
    >
      <header class="flex h-14 flex-none items-center justify-between border-b border-line pr-2 pl-5">
        <h2 class="text-15 font-semibold">Details</h2>
        <IconButton label="Close details" tip="left" onClick={() => props.onClose()}>
          <X size={18} />
        </IconButton>
      </header>
      <div class="quiet-scroll flex min-h-0 flex-1 flex-col gap-8 overflow-y-auto px-5 pt-6 pb-10">
        <Show
          when={props.conversation.kind === 'direct'}
          fallback={<GroupDetails conversation={props.conversation} />}
        >
          <Show when={other()}>{(id) => <PersonCard userId={id()} />}</Show>
        </Show>
        <FilesOf conversation={props.conversation} />
      </div>
    </aside>
  );
}
