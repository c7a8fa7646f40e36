import { createRoot, onCleanup } from 'solid-js';
import { makeActivity } from './activity.ts';
import { browserDeps } from './browser-deps.ts';
import { makeCallStore } from './call.ts';
import type { Stores } from './contract.ts';
import { createConversationsStore } from './conversations.ts';
import { createDraftsStore } from './drafts.ts';
import { createPeopleStore } from './people.ts';
import { createPollsStore } from './polls.ts';
import { createScheduledStore } from './scheduled.ts';
import { createSessionStore, type OwnedSessionStore } from './session.ts';
import type { StoreDeps } from './store-deps.ts';
import { createThemeStore } from './theme.ts';
import { createToastStore } from './toasts.ts';
import { createUploadsStore } from './uploads.ts';
import { createVoiceStore } from './voice.ts';

export interface OwnedStores extends Stores {
  close(): void;
}

/** Made once, at the page's root: from here on the socket follows who is signed in, and the stores follow the socket. */
export function makeStores(deps: StoreDeps = browserDeps()): OwnedStores {
  return createRoot((dispose) => ({ ...createStores(deps), close: dispose }));
}

function createStores(deps: StoreDeps): Stores {
  const { api, socket, clock, page } = deps;
  const toasts = createToastStore(clock);
  const theme = createThemeStore(deps.storage, deps.root);
  const session: OwnedSessionStore = createSessionStore({
    ...deps,
    trouble: () => conversations.trouble(),
    onBegin(user) {
      conversations.begin(user);
      drafts.begin(user);
    },
    async onEnd() {
      conversations.end();
      people.clear();
      uploads.clear();
      polls.clear();
      scheduled.clear();
      drafts.end();
      await deps.forget();
    },
    onProblem: (text) => toasts.show('problem', text),
  });
  const people = createPeopleStore(api, () => session.me()?.id);
  const conversations = createConversationsStore({ ...deps, me: session.me, rules: session.rules, people });
  const drafts = createDraftsStore(deps);
  const scheduled = createScheduledStore({
    api,
    onProblem: () => toasts.show('problem', 'A message could not be sent at its time.'),
  });
  const polls = createPollsStore({ socket, api, clock });
  const uploads = createUploadsStore({
    clock,
    start: deps.transfers,
    limitBytes: session.uploadLimitBytes,
    onReachable: (listener) => socket.onState(({ state }) => state === 'open' && listener()),
    onPosted: ({ conversationId, threadRootId: rootId }, file) =>
      conversations.send(conversationId, { text: '', files: [file], rootId }),
  });
  const call = makeCallStore({ socket });

  const stops = [
    socket.onEvent((event) => {
      // A welcome to somebody else: another tab signed in. Everything begins anew.
      if (!session.hear(event)) return;
      for (const store of [people, conversations, polls, drafts, scheduled]) store.hear(event);
    }),
    makeActivity(socket, page, clock),
    () => call.close(),
  ];
  onCleanup(() => {
    for (const stop of stops) stop();
  });
  session.start();
  const { threads } = conversations;
  const voice = createVoiceStore(deps.storage);
  return {
    ...{ session, people, conversations, threads, polls, drafts, scheduled },
    ...{ uploads, call, toasts, theme, voice },
  };
}
