import { createRoot, onCleanup } from 'solid-js';
import { unauthenticated } from '../../protocol/errors.ts';
import { createArmedSends } from './armed-sends.ts';
import { makeActivity } from './activity.ts';
import { browserDeps } from './browser-deps.ts';
import { makeCallStore } from './call.ts';
import type { Stores, ToastStore } from './contract.ts';
import type { RoomOpeners } from './direct-contract.ts';
import { createConversationsStore } from './conversations.ts';
import { createDraftsStore } from './drafts.ts';
import { createDeviceStore } from './device.ts';
import { makeNotifier } from './notify.ts';
import type { Page } from './page.ts';
import { createPeopleStore } from './people.ts';
import { createPollsStore } from './polls.ts';
import { createScheduledStore } from './scheduled.ts';
import { createSessionStore, type OwnedSessionStore } from './session.ts';
import { createSettingsStore } from './settings.ts';
import type { StoreDeps } from './store-deps.ts';
import { createThemeStore } from './theme.ts';
import { createToastStore } from './toasts.ts';
import { createUploadsStore } from './uploads.ts';
import { createVoiceStore } from './voice.ts';
import { plural } from '../ui/format.ts';

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
      uploads.begin(user.id);
      notifier.begin(user.id);
    },
    async onEnd() {
      conversations.end();
      for (const store of [people, armedSends, uploads, polls, scheduled, settings]) store.clear();
      for (const store of [drafts, notifier]) store.end();
      await Promise.all([deps.forget(), device.forget()]);
    },
    onProblem: (text) => toasts.show('problem', text),
  });
  const people = createPeopleStore(api, () => session.me()?.id);
  const drafts = createDraftsStore(deps);
  const scheduled = createScheduledStore({ api, clock, onProblem: () => tellLate(toasts) });
  const polls = createPollsStore({ socket, api, clock });
  const settings = createSettingsStore({ ...deps, onReads: () => conversations.readMarks() });
  const conversations = createConversationsStore({
    ...deps,
    me: session.me,
    rules: session.rules,
    people,
    showsReads: () => settings.mine().readReceipts,
  });
  const device = createDeviceStore({ ...deps, onUpdate: () => offerReload(toasts, page) });
  const notifier = makeNotifier({ ...deps, session, people, conversations, settings, device });
  const uploads = createUploads(deps, { limitBytes: session.uploadLimitBytes, conversations, toasts });
  const armedSends = createArmedSends({ conversations, drafts, uploads, toasts });
  const call = makeCallStore({ socket });

  const stops = [
    socket.onEvent((event) => {
      // A welcome to somebody else: another tab signed in. Everything begins anew.
      if (!session.hear(event)) return;
      for (const store of [people, settings, conversations, polls, drafts, scheduled, notifier])
        store.hear(event);
      if (event.t === 'session.welcome') device.begin();
    }),
    makeActivity(socket, page, clock),
    () => call.close(),
    () => notifier.end(),
  ];
  for (const stop of stops) onCleanup(stop);
  session.start();
  return {
    ...{ session, people, conversations, threads: conversations.threads, polls, drafts, scheduled },
    ...{ uploads, armedSends, call, ...roomOpeners(deps, session, call), toasts, theme, settings, device },
    voice: createVoiceStore(deps.storage),
  };
}

function offerReload(toasts: ToastStore, page: Page): void {
  toasts.show('info', 'A new version is here.', { label: 'Reload', run: () => page.reload() });
}

function tellLate(toasts: ToastStore): void {
  toasts.show('problem', 'A message could not be sent at its time.');
}

interface UploadsInput {
  readonly limitBytes: () => number;
  readonly conversations: Pick<Stores['conversations'], 'send'>;
  readonly toasts: ToastStore;
}

function createUploads(
  { api, clock, shelf, socket, transfers }: StoreDeps,
  { limitBytes, conversations, toasts }: UploadsInput,
) {
  return createUploadsStore({
    clock,
    shelf,
    start: transfers,
    limitBytes,
    keepWanted: (ids) => api.keepWanted(ids),
    onGone: (names) => toasts.show('info', goneWords(names)),
    onReachable: (listener) => socket.onState(({ state }) => state === 'open' && listener()),
    onPosted: ({ conversationId, threadRootId: rootId }, file) =>
      conversations.send(conversationId, { text: '', files: [file], rootId }),
  });
}

function goneWords(names: readonly string[]): string {
  const [first, ...others] = names;
  const what =
    others.length === 0 ? `${first} is` : `${first} and ${plural(others.length, 'other file')} are`;
  return `${what} no longer at the server. Attach it again to send it.`;
}

/** Their code comes with their pages. */
function roomOpeners(
  deps: StoreDeps,
  session: Pick<Stores['session'], 'me'>,
  calls: Stores['call'],
): RoomOpeners {
  return {
    openMeet: async () => (await import('./meet.ts')).makeMeetStore({ ...deps, calls }),
    openLive: async () => (await import('./live.ts')).makeLiveStore(deps.socket),
    async openDirectRoom(room) {
      const userId = session.me()?.id;
      if (userId === undefined) throw unauthenticated();
      return (await import('./direct.ts')).makeDirectStore(deps, { room, userId });
    },
  };
}
