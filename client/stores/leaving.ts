import type { Message } from '../../protocol/chat.ts';
import type { ConversationId } from '../../protocol/ids.ts';
import type { Socket } from '../socket/socket.ts';
import type { ChatModel } from './chat-model.ts';

/** Conversations that this user leaves unread: from a message on, until they open them again or write there. */
export function makeLeaving(
  socket: Socket,
  model: ChatModel,
  lines: { drawLine(id: ConversationId, number: number): void },
) {
  const ask = (conversationId: ConversationId, from: number | null) =>
    socket.request<'chat.unread'>({ t: 'chat.unread', conversationId, from });
  return {
    async begin({ conversationId, number }: Message): Promise<void> {
      await ask(conversationId, number);
      lines.drawLine(conversationId, number - 1);
    },
    end(id: ConversationId): void {
      if ((model.get(id)?.conversation.leftUnread.from ?? null) === null) return;
      // Where it cannot be said now, it is at the next opening.
      ask(id, null).catch(() => undefined);
    },
  };
}
