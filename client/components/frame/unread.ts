import { type Accessor, createMemo } from 'solid-js';
import { useStores } from '../../stores/context.tsx';

/** How many conversations hold something unread. */
export function createUnreadConversations(): Accessor<number> {
  const { conversations } = useStores();
  return createMemo(
    () =>
      (conversations.list() ?? []).filter((conversation) => conversations.unread(conversation.id) > 0).length,
  );
}
