import { DEFAULT_SETTINGS } from '../../protocol/notify.ts';
import type { UserSettings } from '../../protocol/settings.ts';
import { FakeDevice } from './fake-device.ts';
import type { FileInfo, User } from '../../protocol/chat.ts';
import { unavailable } from '../../protocol/errors.ts';
import { FakeClock } from '../../server/clock.ts';
import type { Api } from '../../client/api/api.ts';
import { Emitter } from '../../client/emitter.ts';
import { MemoryTable } from '../../client/local/table.ts';
import { Outbox } from '../../client/outbox/outbox.ts';
import type { OutboxItem } from '../../client/outbox/outbox-item.ts';
import { FakeSocket } from '../../client/socket/fake-socket.ts';
import { type Shelved, UploadShelf } from '../../client/upload/upload-shelf.ts';
import type { StartTransfer, TransferEvents } from '../../client/upload/transfer.ts';
import type { DraftCopy } from '../../client/drafts/draft-copy.ts';
import type { CacheEntry } from '../../client/stores/local-cache.ts';
import type { Page } from '../../client/stores/page.ts';
import type { SmallStorage } from '../../client/stores/remembered-user.ts';
import type { StoreDeps } from '../../client/stores/store-deps.ts';
import { makeStores } from '../../client/stores/stores.ts';
import { answersOf, type FakeConversation, makeWelcome } from './fake-chat-server.ts';

/** A page that a test looks at and away from. */
export class FakePage implements Page {
  visible = true;
  reloads = 0;
  readonly #seen = new Emitter<void>();
  readonly #inputs = new Emitter<void>();
  readonly #hidden = new Emitter<void>();
  readonly #otherTabs = new Emitter<string>();

  isVisible = () => this.visible;
  onVisible = (listener: () => void) => this.#seen.on(listener);
  onInput = (listener: () => void) => this.#inputs.on(listener);
  onHide = (listener: () => void) => this.#hidden.on(listener);
  onOtherTab = (key: string, listener: () => void) =>
    this.#otherTabs.on((written) => written === key && listener());
  reload = () => {
    this.reloads += 1;
  };

  show(visible: boolean): void {
    this.visible = visible;
    if (visible) this.#seen.emit();
    else this.#hidden.emit();
  }

  touch(): void {
    this.#inputs.emit();
  }

  otherTabSpoke(key: string): void {
    this.#otherTabs.emit(key);
  }
}

export class FakeTransfers {
  readonly running: { file: File; events: TransferEvents; resumed: number; cancelled: boolean }[] = [];

  readonly start: StartTransfer = (file, events) => {
    const transfer = { file, events, resumed: 0, cancelled: false };
    this.running.push(transfer);
    return {
      resume: () => void (transfer.resumed += 1),
      cancel: () => void (transfer.cancelled = true),
    };
  };
}

export function makeStorage(): SmallStorage & { readonly values: Map<string, string> } {
  const values = new Map<string, string>();
  return {
    values,
    getItem: (key) => values.get(key) ?? null,
    setItem: (key, value) => void values.set(key, value),
    removeItem: (key) => void values.delete(key),
  };
}

const refuse = () => Promise.reject(unavailable('This answer is not part of the scene.'));

/** Alice's page with a server played by the test; the socket is away until `connect`. */
export class FakeWorld {
  readonly clock = new FakeClock();
  readonly page = new FakePage();
  readonly transfers = new FakeTransfers();
  readonly storage = makeStorage();
  readonly tabStorage = makeStorage();
  readonly device = new FakeDevice();
  settings: UserSettings = DEFAULT_SETTINGS;
  readonly cache = new MemoryTable<CacheEntry>();
  readonly drafts = new MemoryTable<DraftCopy>();
  readonly outbox = new MemoryTable<OutboxItem>();
  readonly shelved = new MemoryTable<Shelved>();
  /** Unsent files that the server still has. */
  readonly atServer: FileInfo[] = [];
  readonly #claims = new Set<string>();
  readonly socket: FakeSocket;
  readonly rooms: FakeConversation[];
  readonly people: User[];
  /** Who the server says is signed in. */
  signedIn: User | null;

  constructor(me: User, people: User[], rooms: FakeConversation[]) {
    this.signedIn = me;
    this.people = people;
    this.rooms = rooms;
    this.socket = new FakeSocket(answersOf(...rooms), { state: 'closed', reason: 'byPage' });
    this.socket.open = () => {
      if (this.socket.state.state === 'closed') this.socket.become({ state: 'connecting' });
    };
    this.socket.answers['chat.mark'] = ({ delivered = 0, read = 0 }) => ({ delivered, read });
    this.socket.answers['chat.send'] = ({ conversationId, clientId, text }) => {
      const room = rooms.find(({ state }) => state.id === conversationId);
      const sender = this.signedIn;
      if (!room || !sender) throw unavailable('Nobody is there.');
      const known = room.messages.find((message) => message.clientId === clientId);
      if (!known) room.say(sender, text, clientId);
      const message = known ?? room.messages.at(-1);
      if (!message) throw unavailable('It was just written.');
      return { message };
    };
  }

  readonly api: Api = {
    server: async () => ({ registration: 'open', needsOwner: false, meet: 'members' }),
    me: async () => this.signedIn,
    signUp: refuse,
    signIn: refuse,
    signOut: async () => {
      this.signedIn = null;
    },
    updateProfile: refuse,
    user: async (id) => {
      const user = this.people.find((one) => one.id === id);
      if (!user) throw unavailable('Nobody is there.');
      return { ...user, presence: { userId: id, state: 'online', lastSeen: null } };
    },
    searchUsers: refuse,
    onlineUsers: async () => this.people,
    openDirect: refuse,
    createGroup: refuse,
    browse: refuse,
    join: refuse,
    leave: refuse,
    addMember: refuse,
    removeMember: refuse,
    setRole: refuse,
    updateGroup: refuse,
    joinByInvite: refuse,
    archive: refuse,
    history: refuse,
    dismissPreview: refuse,
    pins: refuse,
    voters: refuse,
    search: refuse,
    threads: refuse,
    numberAt: refuse,
    schedule: refuse,
    reschedule: refuse,
    sendScheduled: refuse,
    unschedule: refuse,
    changeRules: refuse,
    myConversations: async () => this.rooms.map(({ state }) => state),
    changeSettings: async (change) => {
      this.settings = { ...this.settings, ...change };
      return this.settings;
    },
    changeConversationSettings: async (conversationId, change) => ({
      conversationId,
      level: null,
      mutedUntil: null,
      ...change,
    }),
    pushKey: async () => ({ key: 'key' }),
    subscribePush: async () => {},
    unsubscribePush: async () => {},
    file: refuse,
    keepWanted: async (ids) => this.atServer.filter(({ id }) => ids.includes(id)),
    comeAsGuest: refuse,
    meetTerms: refuse,
    stateAge: refuse,
    reportStranger: refuse,
  };

  /** As if every open page of this browser were closed. */
  closeTabs(): void {
    this.#claims.clear();
  }

  #claim(name: string): (() => void) | null {
    if (this.#claims.has(name)) return null;
    this.#claims.add(name);
    return () => void this.#claims.delete(name);
  }

  deps(): StoreDeps {
    const { clock, socket, outbox } = this;
    return {
      api: this.api,
      socket,
      clock,
      random: () => 1,
      page: this.page,
      storage: this.storage,
      tabStorage: this.tabStorage,
      cache: this.cache,
      drafts: this.drafts,
      root: { dataset: {} } as HTMLElement,
      transfers: this.transfers.start,
      ...this.device.parts,
      wakefulClock: clock,
      holdLock: (_name, _signal, whileHeld) => whileHeld(),
      shelf: new UploadShelf({ table: this.shelved, claim: async (name) => this.#claim(name) }),
      direct: {
        tables: {
          rooms: new MemoryTable(),
          waiting: new MemoryTable(),
          lines: new MemoryTable(),
          files: new MemoryTable(),
        },
        places: new MemoryTable(),
        pickPlace: null,
        claim: async (name) => this.#claim(name),
      },
      makeOutbox: (userId) =>
        new Outbox({
          userId,
          socket,
          clock,
          table: outbox,
          random: () => 1,
          holdLock: (_name, _signal, whileHeld) => whileHeld(),
          channel: { post: () => {}, onMessage: () => () => {}, close: () => {} },
        }),
      forget: async () => {
        this.storage.values.clear();
        await Promise.all([this.cache, this.drafts, outbox, this.shelved].map((table) => table.clear()));
      },
    };
  }

  /** A page that was just loaded. */
  async open() {
    const stores = makeStores(this.deps());
    await settled();
    return stores;
  }

  /** The server welcomes this page, for the first time or again. */
  async connect(): Promise<void> {
    this.socket.become({ state: 'open' });
    const me = this.signedIn;
    if (me) this.socket.receive(makeWelcome(me, this.people, ...this.rooms));
    await settled();
  }

  async disconnect(): Promise<void> {
    this.socket.become({ state: 'reconnecting', attempt: 1, nextTryAt: 0 });
    await settled();
  }

  /** Frames of one type that went out. */
  sent(type: string): Record<string, unknown>[] {
    return this.socket.sent.filter(({ t }) => t === type).map((up) => ({ ...up }));
  }
}

export async function settled(): Promise<void> {
  for (let turn = 0; turn < 8; turn += 1) await new Promise((resolve) => setTimeout(resolve, 0));
}
