import { createMemo, Show } from 'solid-js';
import type { Conversation } from '../../../protocol/chat.ts';
import { useStores } from '../../stores/context.tsx';
import { PanelLinks } from '../panel/PanelLinks.tsx';
import { SidePanel } from '../panel/SidePanel.tsx';
import { PersonCard } from '../people/PersonCard.tsx';
import { GroupDetails } from './GroupDetails.tsx';
import { NotifyChoice } from './NotifyChoice.tsx';

interface DetailsProps {
  conversation: Conversation;
  onClose: () => void;
}

/** The side panel: who is in here, and what was shared. */
export function Details(props: DetailsProps) {
  const { conversations } = useStores();
  const other = createMemo(() => conversations.counterpart(props.conversation));
  return (
    <SidePanel title="Details" onClose={() => props.onClose()}>
      <div class="quiet-scroll flex min-h-0 flex-1 flex-col gap-8 overflow-y-auto px-5 pt-6 pb-10">
        <Show
          when={props.conversation.kind === 'direct'}
          fallback={<GroupDetails conversation={props.conversation} />}
        >
          <Show when={other()}>{(id) => <PersonCard userId={id()} />}</Show>
        </Show>
        <NotifyChoice conversation={props.conversation} />
        <PanelLinks conversationId={props.conversation.id} isDirect={props.conversation.kind === 'direct'} />
      </div>
    </SidePanel>
  );
}
