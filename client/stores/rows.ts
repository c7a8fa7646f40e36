import { createMemo } from 'solid-js';
import { createStore, reconcile } from 'solid-js/store';
import type { Conversation } from '../../protocol/chat.ts';
import type { ConversationId } from '../../protocol/ids.ts';

export type Rows = ReturnType<typeof createRows>;

/** Conversations for the page: each keeps its identity while it changes, so that a list moves rows and rebuilds none. */
export function createRows() {
  const [rows, setRows] = createStore<Record<ConversationId, Conversation | undefined>>({});
  const byActivity = createMemo(() =>
    Object.values(rows)
      .flatMap((row) => row ?? [])
      .map((row) => ({ row, at: row.lastMessage?.createdAt ?? row.createdAt }))
      .toSorted((a, b) => b.at - a.at)
      .map(({ row }) => row),
  );
  return {
    get: (id: ConversationId) => rows[id],
    byActivity,
    put(conversation: Conversation) {
      setRows(
        conversation.id,
        reconcile<Conversation | undefined, unknown>(ownCopy(conversation), { merge: true }),
      );
    },
    remove(id: ConversationId) {
      setRows(id, undefined);
    },
  };
}

/** `reconcile` writes into what it was given before, and the model's objects never change. */
function ownCopy(conversation: Conversation): Conversation {
  const { lastMessage, members, mentioned } = conversation;
  return {
    ...conversation,
    lastMessage: lastMessage && structuredClone(lastMessage),
    mentioned: [...mentioned],
    members: members.map((member) => ({ ...member })),
  };
}
