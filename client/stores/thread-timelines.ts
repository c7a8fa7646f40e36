import type { ConversationId, MessageId } from '../../protocol/ids.ts';
import type { Clock } from '../clock.ts';
import type { Socket } from '../socket/socket.ts';
import type { ChatModel } from './chat-model.ts';
import { MarkSender } from './mark-sender.ts';
import type { Page } from './page.ts';
import type { createPending } from './pending.ts';
import { ThreadReading } from './thread-reading.ts';
import { threadSource } from './timeline-sources.ts';
import { createTimelines } from './timelines.ts';

interface Deps {
  readonly socket: Socket;
  readonly clock: Clock;
  readonly page: Page;
  readonly model: ChatModel;
  readonly pending: ReturnType<typeof createPending>;
  isConnected(): boolean;
}

export type ThreadTimelines = ReturnType<typeof createThreadTimelines>;

/** The threads that are open, and how far they are read. */
export function createThreadTimelines({ socket, clock, page, model, pending, isConnected }: Deps) {
  const marks = new MarkSender(socket, clock, (rootId) => {
    const follow = model.follows.get(rootId);
    return follow ? { conversationId: follow.conversationId, threadRootId: rootId } : null;
  });
  const reading = new ThreadReading(model.follows, marks, page);
  const timelines = createTimelines((key) => {
    const [id, rootId] = placeOf(key);
    return {
      ...threadSource(model, id, rootId),
      pending: pending.of(id, rootId),
      restore: async () => undefined,
      isConnected,
      isVisible: () => page.isVisible(),
      markRead: (number) => reading.read(rootId, number),
    };
  });
  return {
    show: (id: ConversationId, rootId: MessageId) => timelines.show(keyOf(id, rootId)),
    jumpToNewest: (id: ConversationId, rootId: MessageId) => void timelines.jumpToNewest(keyOf(id, rootId)),
    /** The model holds another state of this conversation. */
    refresh(id: ConversationId) {
      for (const key of timelines.shown()) if (placeOf(key)[0] === id) timelines.refresh(key);
    },
    read: (rootId: MessageId, number: number) => reading.read(rootId, number),
    look: () => reading.look(),
    /** After a welcome: how this user stands to what is open may have changed without a word. */
    resume() {
      reading.resume();
      timelines.fillShown();
      for (const key of timelines.shown()) {
        const [id, rootId] = placeOf(key);
        const window = model.get(id)?.threads.get(rootId);
        const last = window?.messages.at(-1)?.number ?? 0;
        if (window) model.loadThread(id, rootId, 'after', last).catch(() => undefined);
      }
    },
    clear() {
      timelines.clear();
      reading.clear();
    },
  };
}

const keyOf = (id: ConversationId, rootId: MessageId) => `${id}/${rootId}`;

function placeOf(key: string): [ConversationId, MessageId] {
  const [id = '', rootId = ''] = key.split('/');
  return [id, rootId];
}
