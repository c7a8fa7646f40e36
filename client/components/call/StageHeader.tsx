import { useNavigate } from '@solidjs/router';
import MessageSquare from 'lucide-solid/icons/message-square';
import { Show } from 'solid-js';
import { useStores } from '../../stores/context.tsx';
import { IconButton } from '../../ui/IconButton.tsx';
import { setStageOpen } from './call-view.ts';
import { Elapsed } from './Elapsed.tsx';
import { conversationOf, useTitleOf } from './use-call-title.ts';

export function StageHeader() {
  const { call } = useStores();
  const titleOf = useTitleOf();
  const navigate = useNavigate();
  const answeredAt = () => {
    const state = call.state();
    return state.phase === 'active' && state.call.state === 'active' ? state.call.answeredAt : null;
  };
  const toChat = () => {
    const conversationId = conversationOf(call.state());
    if (conversationId) navigate(`/c/${conversationId}`);
    setStageOpen(false);
  };
  return (
    <header class="call-header">
      <IconButton label="Back to chat" tip="right" onClick={toChat}>
        <MessageSquare size={20} />
      </IconButton>
      <h2 class="call-title">{titleOf(conversationOf(call.state()))}</h2>
      <Show when={answeredAt()}>{(since) => <Elapsed since={since()} />}</Show>
    </header>
  );
}
