import { createMemo, Show } from 'solid-js';
import type { Conversation } from '../../../protocol/chat.ts';
import { useStores } from '../../stores/context.tsx';
import { plural } from '../../ui/format.ts';
import { ConversationFace } from '../conversations/ConversationFace.tsx';

/** Above the first message that was ever written here. */
export function Beginning(props: { conversation: Conversation }) {
  const { conversations, people } = useStores();
  const title = () => conversations.title(props.conversation);
  const other = createMemo(() => {
    const id = conversations.counterpart(props.conversation);
    return id === null ? undefined : people.user(id);
  });
  return (
    <header class="flex flex-col items-start gap-3 px-3 pt-10 pb-4">
      <ConversationFace conversation={props.conversation} size={72} />
      <div>
        <h2 class="text-22 font-semibold tracking-tight">{title()}</h2>
        <p class="text-14 text-muted">
          <Show
            when={props.conversation.kind === 'direct'}
            fallback={props.conversation.description || plural(props.conversation.members.length, 'member')}
          >
            This is the beginning of your conversation with {other()?.name ?? title()}.
          </Show>
        </p>
      </div>
    </header>
  );
}
