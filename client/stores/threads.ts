import { batch, createMemo, createSignal } from 'solid-js';
import { createStore } from 'solid-js/store';
import type { Follow } from '../../protocol/chat.ts';
import type { MessageId } from '../../protocol/ids.ts';
import type { Api } from '../api/api.ts';
import type { Socket } from '../socket/socket.ts';
import type { ChatModel } from './chat-model.ts';
import type { ThreadsStore } from './contract.ts';

interface ThreadsDeps {
  readonly api: Api;
  readonly socket: Socket;
  readonly model: ChatModel;
}

/** The book of follows as signals, and the list of them all, which the server keeps. */
export function createThreads({ api, socket, model }: ThreadsDeps) {
  const { follows } = model;
  const [shown, show] = createStore<Record<MessageId, Follow | undefined>>({});
  const [version, setVersion] = createSignal(0);
  /** Roots of open threads change with the conversation that they stand in. */
  const [changed, setChanged] = createSignal(0);
  const stops = [
    follows.onChange((ids) =>
      batch(() => {
        for (const id of ids) show(id, follows.get(id));
        setVersion((before) => before + 1);
      }),
    ),
    model.onChange(() => setChanged((before) => before + 1)),
  ];
  const isUnread = (rootId: MessageId) => {
    const follow = shown[rootId];
    return follow !== undefined && follow.following && follow.lastNumber > follow.readNumber;
  };
  const store: ThreadsStore = {
    unread: createMemo(() => Object.keys(shown).filter(isUnread).length),
    isUnread,
    version,
    follow: (rootId) => shown[rootId],
    follows: () => Object.values(shown).filter((follow) => follow !== undefined),
    root(id, rootId) {
      changed();
      return model.get(id)?.threads.get(rootId)?.root;
    },
    async setFollowing(rootId, on) {
      const { follow } = await socket.request<'chat.follow'>({ t: 'chat.follow', rootId, on });
      follows.learn(follow);
    },
    list: (before) => api.threads(before),
  };
  return {
    store,
    close() {
      for (const stop of stops) stop();
    },
  };
}
