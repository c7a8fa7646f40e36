import type { CallState } from '../../call/call-state.ts';
import { useStores } from '../../stores/context.tsx';

export function conversationOf(state: CallState): string | null {
  if (state.phase === 'idle') return null;
  return state.phase === 'starting' || state.phase === 'ended'
    ? state.conversationId
    : state.call.conversationId;
}

/** What a conversation is called for me; quiet words where it is not known here (yet). */
export function useTitleOf(): (conversationId: string | null) => string {
  const { conversations } = useStores();
  return (id) => {
    const conversation = id === null ? undefined : conversations.get(id);
    return conversation ? conversations.title(conversation) : 'Call';
  };
}
