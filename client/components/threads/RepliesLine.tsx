import { useStores } from '../../stores/context.tsx';
import { plural } from '../../ui/format.ts';

/** Between the message that a thread hangs on and the first reply. */
export function RepliesLine(props: { conversationId: string; rootId: string }) {
  const { threads } = useStores();
  const replies = () => threads.root(props.conversationId, props.rootId)?.thread?.replies ?? 0;
  return (
    <p class="replies-line">{replies() === 0 ? 'No replies yet' : plural(replies(), 'reply', 'replies')}</p>
  );
}
