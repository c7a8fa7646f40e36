import { encodeDown } from '../../protocol/parse.ts';
import type { DownEvent } from '../../protocol/down.ts';
import type { ConversationId, SessionId, UserId } from '../../protocol/ids.ts';
import type { Logger } from '../log.ts';
import type { Bus } from './bus.ts';
import { type Discretion, type Telling, tellingOf } from './discretion.ts';

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
  /** From now on this user's connections hear conversations so. */
  discretion(userId: UserId, discretion: Discretion): void;
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
  /**
   * `frame` is an encoded event, ready for the wire; a fleeting one is dropped first for who reads slowly. `telling`:
   * not everyone hears it whole.
   */
  publish(topic: Topic, frame: string, isFleeting?: boolean, telling?: Telling): void;
  joined(userId: UserId, conversationId: ConversationId): void;
  left(userId: UserId, conversationId: ConversationId): void;
  revoke(who: { sessionId?: SessionId; userId?: UserId }, closeCode: number): void;
  discretion(userId: UserId, discretion: Discretion): void;
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
/** Beside it: what the event gives away. */
const TELLING_MARKS = { reads: '!', typing: '?' } as const satisfies Record<Telling, string>;

/** Each event is encoded once, where it happens, and goes over the bus as the frame that clients get. */
export function makeFanout(bus: Bus, log: Logger): OpenFanout {
  let local: LocalDelivery | null = null;
  const endings = [
    bus.subscribe(CHANNEL, (payload) => local && deliver(local, payload, log)),
    bus.onGap(() => local?.resume()),
  ];
  const publish = (topic: Topic, event: DownEvent) =>
    bus.publish(CHANNEL, `${marksOf(topic, event)}${topic}\n${encodeDown(event)}`);
  const order = (message: Order) => bus.publish(CHANNEL, `\n${JSON.stringify(message)}`);

  return {
    toConversation: (id, event) => publish(topics.conversation(id), event),
    toUser: (id, event) => publish(topics.user(id), event),
    toConnection: (id, event) => publish(topics.connection(id), event),
    toEveryone: (event) => publish(topics.everyone, event),
    joined: (userId, conversationId) => order({ kind: 'joined', userId, conversationId }),
    left: (userId, conversationId) => order({ kind: 'left', userId, conversationId }),
    revoke: (who, closeCode) => order({ kind: 'revoke', ...who, closeCode }),
    discretion: (userId, { readReceipts, typing }) =>
      order({ kind: 'discretion', userId, readReceipts, typing }),
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

function marksOf(topic: Topic, event: DownEvent): string {
  const telling = topic.startsWith('conversation:') ? tellingOf(event) : null;
  return `${FLEETING.has(event.t) ? FLEETING_MARK : ''}${telling ? TELLING_MARKS[telling] : ''}`;
}

/** On the bus an event is its marks, its topic, a line break and its frame; an order to the sockets has no topic. */
type Order =
  | { kind: 'joined' | 'left'; userId: UserId; conversationId: ConversationId }
  | { kind: 'revoke'; sessionId?: SessionId; userId?: UserId; closeCode: number }
  | ({ kind: 'discretion'; userId: UserId } & Discretion);

function deliver(local: LocalDelivery, payload: string, log: Logger): void {
  const end = payload.indexOf('\n');
  if (end > 0) return deliverEvent(local, payload, end);
  const message = JSON.parse(payload.slice(1)) as Order;
  switch (message.kind) {
    case 'joined':
      return local.joined(message.userId, message.conversationId);
    case 'left':
      return local.left(message.userId, message.conversationId);
    case 'revoke':
      return local.revoke(message, message.closeCode);
    case 'discretion':
      return local.discretion(message.userId, message);
    default:
      log.warn({ message: message satisfies never }, 'an order of another version was ignored');
  }
}

function deliverEvent(local: LocalDelivery, payload: string, end: number): void {
  const isFleeting = payload.startsWith(FLEETING_MARK);
  const mark = payload[isFleeting ? 1 : 0];
  const telling = mark === TELLING_MARKS.reads ? 'reads' : mark === TELLING_MARKS.typing ? 'typing' : null;
  const topic = payload.slice((isFleeting ? 1 : 0) + (telling ? 1 : 0), end) as Topic;
  const frame = payload.slice(end + 1);
  if (telling) local.publish(topic, frame, isFleeting, telling);
  else local.publish(topic, frame, isFleeting);
}
