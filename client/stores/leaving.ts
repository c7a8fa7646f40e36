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
  /** Opened while the server could not be told, or had not said yet how the conversation was left. */
  const opened = new Set<ConversationId>();
  const end = (id: ConversationId) => {
    if (socket.state.state !== 'open') opened.add(id);
    else if ((model.get(id)?.conversation.leftUnread.from ?? null) !== null) {
      ask(id, null).catch(() => opened.add(id));
    }
  };
  return {
    async begin({ conversationId, number }: Message): Promise<void> {
      await ask(conversationId, number);
      lines.drawLine(conversationId, number - 1);
    },
    end,
    /** After a welcome. */
    resume(): void {
      const ids = [...opened];
      opened.clear();
      for (const id of ids) end(id);
    },
    clear: () => opened.clear(),
  };
}
