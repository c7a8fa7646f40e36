import { createMemo } from 'solid-js';
import type { Conversation } from '../../../protocol/chat.ts';
import { useStores } from '../../stores/context.tsx';
import type { Resolve } from '../text/mentions.ts';

/** Whose name a written one is among the members of a conversation. */
export function createNames(conversation: () => Conversation): Resolve {
  const { people, session } = useStores();
  const byName = createMemo(() => {
    const users = conversation().members.map(({ userId }) => people.user(userId));
    return new Map(users.flatMap((user) => (user ? [[user.username.toLowerCase(), user] as const] : [])));
  });
  return (name) => {
    const wanted = name.toLowerCase();
    if (wanted === 'all' || wanted === 'here') return { label: wanted, userId: null, isMe: true };
    const user = byName().get(wanted);
    return user ? { label: user.name, userId: user.id, isMe: user.id === session.me()?.id } : null;
  };
}
