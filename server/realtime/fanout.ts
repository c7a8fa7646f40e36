import { encodeDown } from '../../protocol/parse.ts';
import type { DownEvent } from '../../protocol/down.ts';
import type { ConversationId, SessionId, UserId } from '../../protocol/ids.ts';
import type { Logger } from '../log.ts';
import type { Bus } from './bus.ts';

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

/** null: a topic of another kind. */
export function conversationOf(topic: string): ConversationId | null {
  const [kind, id = ''] = topic.split(':');
  return kind === 'conversation' ? id : null;
}

/** The open sockets of this process. */
export interface LocalDelivery {
  /** `frame` is an encoded event, ready for the wire; a fleeting one is dropped first for who reads slowly. */
  publish(topic: Topic, frame: string, isFleeting?: boolean): void;
  joined(userId: UserId, conversationId: ConversationId): void;
  left(userId: UserId, conversationId: ConversationId): void;
  revoke(who: { sessionId?: SessionId; userId?: UserId }, closeCode: number): void;
  /** Events may have been missed: everyone has to read afresh. */
  resume(): void;
}

export interface OpenFanout extends Fanout {
  /** To the sockets of this process alone. */
  here(topic: Topic, event: DownEvent): void;
  /** Nothing is delivered in this process before its sockets are attached. */
  attach(local: LocalDelivery): void;
  close(): void;
}

const CHANNEL = 'fanout';
const FLEETING: ReadonlySet<DownEvent['t']> = new Set(['chat.typing', 'presence.changed', 'sfu.speaker']);
const FLEETING_MARK = '~';

/** Each event is encoded once, where it happens, and goes over the bus as the frame that clients get. */
export function makeFanout(bus: Bus, log: Logger): OpenFanout {
  let local: LocalDelivery | null = null;
  const endings = [
    bus.subscribe(CHANNEL, (payload) => local && deliver(local, payload, log)),
    bus.onGap(() => local?.resume()),
  ];
  const publish = (topic: Topic, event: DownEvent) =>
    bus.publish(CHANNEL, `${FLEETING.has(event.t) ? FLEETING_MARK : ''}${topic}\n${encodeDown(event)}`);
  const order = (message: Order) => bus.publish(CHANNEL, `\n${JSON.stringify(message)}`);

  return {
    toConversation: (id, event) => publish(topics.conversation(id), event),
    toUser: (id, event) => publish(topics.user(id), event),
    toConnection: (id, event) => publish(topics.connection(id), event),
    toEveryone: (event) => publish(topics.everyone, event),
    joined: (userId, conversationId) => order({ kind: 'joined', userId, conversationId }),
    left: (userId, conversationId) => order({ kind: 'left', userId, conversationId }),
    revoke: (who, closeCode) => order({ kind: 'revoke', ...who, closeCode }),
    here: (topic, event) => local?.publish(topic, encodeDown(event), FLEETING.has(event.t)),
    attach(sockets) {
      local = sockets;
    },
    close() {
      for (const end of endings.splice(0)) end();
      local = null;
    },
  };
}

/** On the bus an event is its topic, marked if it is fleeting, a line break and its frame; an order to the sockets has no topic. */
type Order =
  | { kind: 'joined' | 'left'; userId: UserId; conversationId: ConversationId }
  | { kind: 'revoke'; sessionId?: SessionId; userId?: UserId; closeCode: number };

function deliver(local: LocalDelivery, payload: string, log: Logger): void {
  const end = payload.indexOf('\n');
  if (end > 0) {
    const isFleeting = payload.startsWith(FLEETING_MARK);
    const topic = payload.slice(isFleeting ? 1 : 0, end) as Topic;
    return local.publish(topic, payload.slice(end + 1), isFleeting);
  }
  const message = JSON.parse(payload.slice(1)) as Order;
  switch (message.kind) {
    case 'joined':
      return local.joined(message.userId, message.conversationId);
    case 'left':
      return local.left(message.userId, message.conversationId);
    case 'revoke':
      return local.revoke(message, message.closeCode);
    default:
      log.warn({ message: message satisfies never }, 'an order of another version was ignored');
  }
}
