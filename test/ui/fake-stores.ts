import { createSignal } from 'solid-js';
import type { Conversation, FileInfo, Message } from '../../protocol/chat.ts';
import { untouched } from '../../protocol/quote.ts';
import type { PresenceState } from '../../protocol/presence.ts';
import { createArmedSends } from '../../client/stores/armed-sends.ts';
import type {
  ConversationsStore,
  MessageActions,
  PendingMessage,
  Stores,
  ThreadsStore,
  Timeline,
  TimelineItem,
  Upload,
} from '../../client/stores/contract.ts';
import type { CallStore } from '../../client/stores/call-contract.ts';
import { makeDevice, makeSettings } from './fake-settings.ts';
import { makeDrafts, nothingScheduled } from './fake-drafts.ts';
import { alice, bob, cast, carol, conversationsOfAlice, messagesOf, NOW } from './cast.ts';

/** Stores that hold the cast's conversations in memory: enough to look at every component and to press its buttons. */
export function makeFakeStores() {
  const [connection, setConnection] = createSignal<ReturnType<Stores['session']['connection']>>({
    state: 'open',
  });
  const [typing, setTyping] = createSignal<string[]>([]);
  const [theme, setTheme] = createSignal<'system' | 'light' | 'dark'>('system');
  const conversations = makeConversations(typing);
  const [drafts, uploads] = [makeDrafts(), makeUploads()];
  const toasts = { list: () => [], show: () => undefined, dismiss: () => undefined };
  const stores: Stores = {
    session: {
      me: () => alice,
      server: () => ({ registration: 'open', needsOwner: false, meet: 'members' }),
      connection,
      media: () => ({ state: 'ready' }),
      uploadLimitBytes: () => 100_000_000,
      rules: () => ({ editWindowMinutes: null, deleteWindowMinutes: null, linkPreviews: true }),
      changeRules: nothing,
      signUp: nothing,
      signIn: nothing,
      comeAsGuest: nothing,
      signOut: nothing,
      updateProfile: nothing,
    },
    openMeet: () => Promise.reject(new Error('The fake meets nobody.')),
    openDirectRoom: () => Promise.reject(new Error('The fake keeps to the record.')),
    openLive: () => Promise.reject(new Error('The fake is looked after by nobody.')),
    people: makePeople(),
    conversations: conversations.store,
    drafts,
    scheduled: nothingScheduled,
    polls: { choice: () => [], vote: nothing, close: nothing, voters: async () => [] },
    threads: noThreads,
    uploads,
    armedSends: createArmedSends({ conversations: conversations.store, drafts, uploads, toasts }),
    voice: silentVoice,
    call: makeCall(),
    toasts,
    theme: { choice: theme, choose: setTheme },
    settings: makeSettings(),
    device: makeDevice(),
  };
  return { stores, setConnection, setTyping, ...conversations };
}

async function nothing(): Promise<void> {}

const noThreads: ThreadsStore = {
  unread: () => 0,
  follow: () => undefined,
  follows: () => [],
  isUnread: () => false,
  root: () => undefined,
  setFollowing: nothing,
  list: async () => ({ threads: [], next: null }),
  version: () => 0,
};

function makePeople(): Stores['people'] {
  const states: Record<string, PresenceState> = { [bob.id]: 'online', [carol.id]: 'away' };
  return {
    user: (id) => cast.find((user) => user.id === id),
    presence: (id) => states[id] ?? 'offline',
    lastSeen: () => NOW - 3_600_000,
    online: () => [bob, carol],
    search: async (text) => cast.filter((user) => user.name.toLowerCase().includes(text.toLowerCase())),
  };
}

function makeConversations(typing: () => string[]) {
  const [list, setList] = createSignal<Conversation[] | undefined>(conversationsOfAlice());
  const [items, setItems] = createSignal<Record<string, TimelineItem[]>>(
    Object.fromEntries(
      (list() ?? []).map(({ id }) => [
        id,
        messagesOf(id).map((message) => ({ kind: 'message' as const, message })),
      ]),
    ),
  );
  const asked: ['retry' | 'discard', string][] = [];
  const sent: { id: string; text: string; files: FileInfo[] }[] = [];
  const get = (id: string) => list()?.find((conversation) => conversation.id === id);
  const counterpart = (conversation: Conversation) =>
    conversation.kind === 'direct'
      ? (conversation.members.find((member) => member.userId !== alice.id)?.userId ?? null)
      : null;
  const add = (id: string, item: TimelineItem) =>
    setItems({ ...items(), [id]: [...(items()[id] ?? []), item] });
  const timelines = new Map<string, Timeline>();
  const store: ConversationsStore = {
    list,
    get,
    unread: (id) => {
      const conversation = get(id);
      const mark = conversation?.members.find((member) => member.userId === alice.id);
      return conversation && mark ? conversation.lastNumber - mark.readNumber : 0;
    },
    mentioned: (id) => get(id)?.mentioned.length ?? 0,
    title: (conversation) =>
      conversation.name || (cast.find((user) => user.id === counterpart(conversation))?.name ?? ''),
    counterpart,
    typing: (id) => (id === 'direct' ? typing() : []),
    timeline: (id) => {
      const known =
        timelines.get(id) ??
        makeTimeline(
          () => items()[id] ?? [],
          () => get(id),
        );
      timelines.set(id, known);
      return known;
    },
    send: (id, input) => sent.push({ id, ...input }),
    retry: (clientId) => asked.push(['retry', clientId]),
    discard: (clientId) => asked.push(['discard', clientId]),
    typed: () => undefined,
    leaveUnread: nothing,
    numberAt: async () => 0,
    ...groupActions,
    ...messageActions,
  };
  return { store, setList, sent, asked, hear: makeHear(add), hold: makeHold(add) };
}

type Add = (id: string, item: TimelineItem) => void;

/** A message of somebody arrives. */
function makeHear(add: Add) {
  let number = 1000;
  return (conversationId: string, senderId: string, text: string) => {
    number += 1;
    const id = `heard-${number}`;
    const place = { id, conversationId, number, change: number, senderId, clientId: id };
    const rest = { ...untouched(number), replyTo: null, files: [], event: null, createdAt: Date.now() };
    add(conversationId, { kind: 'message', message: { ...place, text, ...rest } });
  };
}

/** A message of my own stands in the outbox. */
function makeHold(add: Add) {
  return (conversationId: string, pending: Pick<PendingMessage, 'text' | 'state' | 'problem'>) =>
    add(conversationId, {
      kind: 'pending',
      pending: {
        ...pending,
        clientId: pending.text,
        conversationId,
        threadRootId: null,
        files: [],
        quote: null,
        poll: null,
        createdAt: Date.now(),
      },
    });
}

const messageActions: MessageActions = {
  edit: nothing,
  remove: nothing,
  dismissPreview: nothing,
  react: nothing,
  pin: nothing,
  may: ({ senderId, event }) => {
    const isMine = senderId === alice.id;
    return {
      edit: isMine,
      remove: isMine,
      react: event === null,
      pin: event === null,
      reply: event === null,
      closePoll: false,
    };
  },
  history: async ({ text, createdAt }) => [{ text, at: createdAt }],
  pins: async () => [],
  search: async () => ({ messages: [], next: null }),
};

const groupActions = {
  openDirect: async () => 'direct',
  createGroup: async () => 'watercooler',
  browse: async () => [
    {
      id: 'watercooler',
      name: 'Watercooler',
      description: 'Small talk and lunch',
      avatarFileId: null,
      memberCount: 3,
      joined: true,
    },
  ],
  join: nothing,
  leave: nothing,
  addMember: nothing,
  removeMember: nothing,
  setRole: nothing,
  updateGroup: nothing,
  joinByInvite: async () => '',
  archive: nothing,
};

function makeTimeline(items: () => TimelineItem[], conversation: () => Conversation | undefined): Timeline {
  const readers = (message: Message) =>
    (conversation()?.members ?? []).filter((m) => m.userId !== alice.id && m.readNumber >= message.number);
  return {
    items,
    state: () => 'ready',
    hasBefore: () => false,
    hasAfter: () => false,
    loadBefore: nothing,
    loadAfter: nothing,
    jumpTo: nothing,
    jumpToNewest: nothing,
    markRead: () => undefined,
    newSince: () => conversation()?.members.find((member) => member.userId === alice.id)?.readNumber ?? null,
    receipt: (message) => (readers(message).length > 0 ? 'read' : 'delivered'),
    readBy: (message) => readers(message).map((member) => member.userId),
  };
}

const silentVoice: Stores['voice'] = {
  of: () => ({ state: 'idle', positionMs: 0 }),
  play: () => undefined,
  pause: () => undefined,
  seek: () => undefined,
  rate: () => 1,
  nextRate: () => undefined,
  show: () => () => undefined,
};

function makeUploads(): Stores['uploads'] {
  const [list, setList] = createSignal<Upload[]>([]);
  return {
    of: (id) => list().filter((upload) => upload.conversationId === id),
    add: (conversationId, files) =>
      setList([
        ...list(),
        ...files.map(
          (file): Upload => ({
            id: file.name,
            conversationId,
            name: file.name,
            size: file.size,
            sent: Math.floor(file.size / 2),
            alone: false,
            state: 'uploading',
          }),
        ),
      ]),
    post: () => undefined,
    cancel: (id) => setList(list().filter((upload) => upload.id !== id)),
    retry: () => undefined,
    take: () => [],
    uploadOne: () => Promise.reject(new Error('The fake has no server.')),
  };
}

function makeCall(): CallStore {
  return {
    state: () => ({ phase: 'idle' }),
    incoming: () => [],
    joinable: () => [],
    devices: () => ({ microphones: [], cameras: [], speakers: [] }),
    choice: () => ({ microphone: null, camera: null, speaker: null }),
    start: nothing,
    join: nothing,
    decline: nothing,
    hangUp: nothing,
    setMicrophone: nothing,
    setCamera: nothing,
    shareScreen: async () => false,
    choose: nothing,
    refreshDevices: nothing,
    prepareDevices: nothing,
    dismissEnded: () => undefined,
    setVisible: () => undefined,
    diagnostics: async () => null,
  };
}
