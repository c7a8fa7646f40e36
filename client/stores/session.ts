import { createSignal, onCleanup } from 'solid-js';
import type { User } from '../../protocol/chat.ts';
import type { DownEvent } from '../../protocol/down.ts';
import type { ServerInfo } from '../api/api.ts';
import type { SocketState } from '../socket/socket.ts';
import type { SessionStore } from './contract.ts';
import { createServerFacts } from './server-facts.ts';
import { Identity, type IdentityDeps } from './identity.ts';
import type { Page } from './page.ts';
import { REMEMBERED_USER_KEY, type SmallStorage } from './remembered-user.ts';

export interface SessionDeps extends Omit<IdentityDeps, 'onMe' | 'onServer'> {
  readonly page: Page;
  /** Of this tab only: outlives a reload. */
  readonly tabStorage: SmallStorage;
  /** The connection is there, and yet the server cannot take messages. */
  trouble(): { attempt: number; nextTryAt: number } | null;
  onBegin(user: User): void;
  onProblem(text: string): void;
}

export interface OwnedSessionStore extends SessionStore {
  start(): void;
  /** Answers whether the event is for who this page is for. */
  hear(event: DownEvent): boolean;
}

const RELOADED_KEY = 'parley.reloaded';

export function createSessionStore(deps: SessionDeps): OwnedSessionStore {
  const { api, socket } = deps;
  const [me, setMe] = createSignal<User | null | undefined>(undefined, { equals: isSameUser });
  const [server, setServer] = createSignal<ServerInfo>();
  const [connection, setConnection] = createSignal<SocketState>(socket.state);
  const about = createServerFacts(api);

  const identity = new Identity({
    ...deps,
    onServer: setServer,
    onMe(user) {
      const isAnother = user !== null && user.id !== me()?.id;
      setMe(user);
      if (isAnother) deps.onBegin(user);
    },
  });
  const stops = [
    socket.onState((state) => {
      setConnection(state);
      if (state.state === 'closed') explainClose(state.reason, deps);
    }),
    deps.page.onOtherTab(REMEMBERED_USER_KEY, () => void identity.ask()),
  ];
  onCleanup(() => {
    for (const stop of stops) stop();
    identity.close();
  });

  return {
    me,
    server,
    connection: () => withTrouble(connection(), deps.trouble()),
    ...about.facts,
    start: () => identity.start(),
    async signUp(input) {
      await identity.become(await api.signUp(input));
      void identity.ask();
    },
    comeAsGuest: async (name) => identity.become(await api.comeAsGuest(name)),
    signIn: async (input) => identity.become(await api.signIn(input)),
    signOut: () => identity.signOut(),
    updateProfile: async (input) => identity.become(await api.updateProfile(input)),
    hear(event) {
      if (event.t === 'session.welcome') {
        if (event.me.id !== me()?.id) {
          void identity.become(event.me);
          return false;
        }
        setMe(event.me);
        deps.tabStorage.removeItem(RELOADED_KEY);
      } else if (event.t === 'presence.user' && event.user.id === me()?.id) setMe(event.user);
      about.hear(event);
      return true;
    },
  };
}

function withTrouble(state: SocketState, trouble: ReturnType<SessionDeps['trouble']>): SocketState {
  return trouble && state.state === 'open' ? { state: 'reconnecting', ...trouble } : state;
}

function isSameUser(before: User | null | undefined, after: User | null | undefined): boolean {
  return JSON.stringify(before) === JSON.stringify(after);
}

/** A page that is older than the server loads itself anew: once, lest a wrong copy on the way makes it go in circles. */
function explainClose(reason: Extract<SocketState, { state: 'closed' }>['reason'], deps: SessionDeps): void {
  if (reason === 'suspended') deps.onProblem('This account is suspended.');
  if (reason !== 'versionMismatch') return;
  if (deps.tabStorage.getItem(RELOADED_KEY)) {
    return deps.onProblem('Parley was updated. Load the page again.');
  }
  deps.tabStorage.setItem(RELOADED_KEY, 'yes');
  deps.page.reload();
}
