import { batch, createSignal, onCleanup } from 'solid-js';
import type { Conversation, User } from '../../protocol/chat.ts';
import type { DownEvent } from '../../protocol/down.ts';
import type { ConversationId } from '../../protocol/ids.ts';
import type { SendTrouble } from '../outbox/send-loop.ts';
import { makeUuid } from '../uuid.ts';
import { makeAccount } from './account.ts';
import type { ConversationsStore, ThreadsStore } from './contract.ts';
import { type ChatDeps, createChat, type CurrentAccount } from './chat.ts';
import { makeGroupActions } from './group-actions.ts';
import { makeMessageActions } from './message-actions.ts';
import type { ChatModel } from './chat-model.ts';
import { counterpartOf, readUntilOf } from './receipts.ts';
import type { Rows } from './rows.ts';
import { createThreads } from './threads.ts';

export interface OwnedConversationsStore extends ConversationsStore {
  readonly threads: ThreadsStore;
  hear(event: DownEvent): void;
  /** This user's conversations from now on: first those that this device remembers. */
  begin(user: User): void;
  end(): void;
  /** Why nothing goes out although the connection is there. */
  trouble(): SendTrouble | null;
  /** It is open on this page, whether or not anybody looks. */
  isShown(id: ConversationId): boolean;
  /** What others read meanwhile, unheard by this user. Rejects with ParleyError. */
  readMarks(): Promise<void>;
}

export function createConversationsStore(deps: ChatDeps): OwnedConversationsStore {
  const current: CurrentAccount = { account: null };
  const chat = createChat(deps, current);
  const { model, rows, timelines, typingNotices } = chat;
  const [isListKnown, setListKnown] = createSignal(false);

  const end = () => {
    current.account?.close();
    current.account = null;
    batch(() => {
      chat.clear();
      setListKnown(false);
    });
  };
  const threads = createThreads({ ...deps, model });
  onCleanup(() => {
    end();
    threads.close();
    chat.close();
  });

  return {
    ...createLookups(deps, rows, isListKnown),
    typing: (id) => chat.typing[id] ?? [],
    timeline: (id, rootId = null) => (rootId === null ? timelines.show(id) : chat.threads.show(id, rootId)),
    send(id, { text, files, answers, poll, rootId = null }) {
      const quote = answers ?? null;
      void current.account?.outbox.add(makeUuid(), id, { text, files, quote, poll, threadRootId: rootId });
      if (rootId !== null) return chat.threads.jumpToNewest(id, rootId);
      typingNotices.ended(id);
      void timelines.jumpToNewest(id);
    },
    leaveUnread: chat.leaving.begin,
    numberAt: (id, at) => deps.api.numberAt(id, at),
    retry: (clientId) => void current.account?.outbox.retry(clientId),
    discard: (clientId) => void current.account?.outbox.discard(clientId),
    typed: (id) => typingNotices.typed(id),
    ...makeGroupActions(deps.api, model),
    ...makeMessageActions({ ...deps, conversation: rows.get }),
    hear(event) {
      batch(() => {
        chat.hear(event);
        if (event.t === 'session.welcome') setListKnown(true);
      });
    },
    begin(user) {
      end();
      current.account = makeAccount(user, {
        ...deps,
        model,
        onOutbox: chat.pending.show,
        onSent: chat.acknowledged,
        onPainted: () => setListKnown(true),
      });
    },
    end,
    threads: threads.store,
    ...createReads(chat, deps.api),
  };
}

function createReads({ model, timelines, pending }: ReturnType<typeof createChat>, api: ChatDeps['api']) {
  return {
    trouble: pending.trouble,
    isShown: timelines.isShown,
    readMarks: async () => learnMarks(model, await api.myConversations()),
  };
}

function learnMarks(model: ChatModel, conversations: readonly Conversation[]): void {
  batch(() => {
    for (const { id, members } of conversations) {
      for (const { userId, deliveredNumber, readNumber } of members) {
        model.mark(id, { userId, delivered: deliveredNumber, read: readNumber });
      }
    }
  });
}

function createLookups(deps: ChatDeps, rows: Rows, isListKnown: () => boolean) {
  return {
    list: () => (isListKnown() ? rows.byActivity() : undefined),
    get: rows.get,
    unread(id: ConversationId) {
      const conversation = rows.get(id);
      if (!conversation) return 0;
      return Math.max(0, conversation.lastNumber - readUntilOf(conversation, deps.me()?.id));
    },
    mentioned: (id: ConversationId) => rows.get(id)?.mentioned.length ?? 0,
    title(conversation: Conversation) {
      if (conversation.kind === 'group') return conversation.name;
      const other = counterpartOf(conversation, deps.me()?.id);
      return (other === null ? deps.me() : deps.people.user(other))?.name ?? '';
    },
    counterpart: (conversation: Conversation) => counterpartOf(conversation, deps.me()?.id),
  };
}
