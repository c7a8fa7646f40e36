import type { Down, DownEvent } from '../../protocol/down.ts';
import type { ConversationId, SessionId, UserId } from '../../protocol/ids.ts';

/** How domain code tells the open devices, on every process, what happened. Called after the commit. */
export interface Fanout {
  toConversation(id: ConversationId, event: DownEvent): void;
  toUser(id: UserId, event: DownEvent): void;
  /** To one connection, wherever it is; nothing happens if it is gone. */
  toConnection(connectionId: string, event: DownEvent): void;
  toEveryone(event: DownEvent): void;
  /** From now on this user's connections hear (or no longer hear) the conversation. */
  joined(userId: UserId, conversation: ConversationId): void;
  left(userId: UserId, conversation: ConversationId): void;
  /** Closes the sockets of a session, or of all of a user's sessions, within a second. */
  revoke(who: { sessionId: SessionId } | { userId: UserId }, closeCode: number): void;
}

export type Topic = `conversation:${string}` | `user:${string}` | `connection:${string}` | 'everyone';

export const topics = {
  conversation: (id: ConversationId): Topic => `conversation:${id}`,
  user: (id: UserId): Topic => `user:${id}`,
  connection: (id: string): Topic => `connection:${id}`,
  everyone: 'everyone',
} as const satisfies Record<string, Topic | ((id: string) => Topic)>;

/** What goes over the bus. */
export type BusMessage =
  | { kind: 'event'; topic: Topic; event: Down }
  | { kind: 'joined' | 'left'; userId: UserId; conversationId: ConversationId }
  | { kind: 'revoke'; sessionId?: SessionId; userId?: UserId; closeCode: number };
