import type { Accessor } from 'solid-js';
import type {
  Conversation,
  FileInfo,
  Follow,
  GroupRole,
  Message,
  MessageRules,
  MessageVersion,
  Preview,
  NewPoll,
  Quote,
  Scheduled,
  SystemEvent,
  User,
} from '../../protocol/chat.ts';
import type { ConversationId, FileId, MessageId, UserId } from '../../protocol/ids.ts';
import type { Presence } from '../../protocol/presence.ts';
import type { MediaStatus } from '../../protocol/session.ts';
import type { DraftContent, DraftPlace } from '../drafts/draft-copy.ts';
import type {
  FollowedThreads,
  FoundMessages,
  GroupChanges,
  NewAccount,
  PublicGroup,
  SearchInput,
  ServerInfo,
  ThreadPlace,
} from '../api/api.ts';
import type { ArmedSends } from './armed-sends.ts';
import type { CallStore } from './call-contract.ts';
import type { RoomOpeners } from './direct-contract.ts';
import type { SocketState } from '../socket/socket.ts';
import type { VoiceStore } from './voice.ts';
import type { DeviceStore } from './device.ts';
import type { SettingsStore } from './settings.ts';
import type { ThemeStore, ToastStore } from './page-contract.ts';

/** What components see. Stores are made once by `makeStores` (stores.ts) and reach components by context. */
export interface Stores extends RoomOpeners {
  session: SessionStore;
  people: PeopleStore;
  conversations: ConversationsStore;
  polls: PollsStore;
  drafts: DraftsStore;
  threads: ThreadsStore;
  scheduled: ScheduledStore;
  uploads: UploadsStore;
  armedSends: Omit<ArmedSends, 'clear'>;
  call: CallStore;
  toasts: ToastStore;
  theme: ThemeStore;
  voice: VoiceStore;
  settings: SettingsStore;
  device: DeviceStore;
}

export interface SessionStore {
  /** undefined: not known yet; null: signed out. */
  me: Accessor<User | null | undefined>;
  /** Whether sign-up is possible, and whether this server still lacks its owner. */
  server: Accessor<ServerInfo | undefined>;
  /** `reconnecting` also while the socket is open and the server cannot take messages (its database is away). */
  connection: Accessor<SocketState>;
  media: Accessor<MediaStatus>;
  uploadLimitBytes: Accessor<number>;
  /** How long one's own messages may be edited and deleted. */
  rules: Accessor<MessageRules>;
  /** For the owner of the server. */
  changeRules(rules: Partial<MessageRules>): Promise<void>;
  /** Both reject with ParleyError. */
  signUp(input: NewAccount): Promise<void>;
  signIn(input: { username: string; password: string }): Promise<void>;
  /** Without an account, to meet strangers, where the server allows it. */
  comeAsGuest(name: string): Promise<void>;
  signOut(): Promise<void>;
  updateProfile(input: { name?: string; status?: string; avatarFileId?: FileId | null }): Promise<void>;
}

export interface PeopleStore {
  /** Known people by id; asks the server for one it does not know and fills in later. */
  user(id: UserId): User | undefined;
  presence(id: UserId): Presence['state'];
  lastSeen(id: UserId): number | null;
  /** Everyone online or away now, without myself, by name. */
  online: Accessor<User[]>;
  search(text: string): Promise<User[]>;
}

/** A timeline's row: a message of the server, or one that waits in the outbox. */
export type TimelineItem =
  | { kind: 'message'; message: Message }
  | { kind: 'pending'; pending: PendingMessage };
export interface PendingMessage {
  clientId: string;
  conversationId: ConversationId;
  threadRootId: MessageId | null;
  text: string;
  files: FileInfo[];
  /** Of the message that it answers. */
  quote: Quote | null;
  /** Its text is the question. */
  poll: NewPoll | null;
  createdAt: number;
  /** `waiting`: goes out by itself; `failed`: the server refused it, the user decides. */
  state: 'waiting' | 'sending' | 'failed';
  problem: string | null;
}

export interface ConversationsStore extends MessageActions {
  /** Newest activity first. undefined until the first welcome (or the local cache) came. */
  list: Accessor<Conversation[] | undefined>;
  get(id: ConversationId): Conversation | undefined;
  unread(id: ConversationId): number;
  /** How many of the unread messages name me. */
  mentioned(id: ConversationId): number;
  /** What the conversation is called for me: its name, or the other person's. */
  title(conversation: Conversation): string;
  /** The other member of a direct conversation. */
  counterpart(conversation: Conversation): UserId | null;
  typing(id: ConversationId): UserId[];
  /** Of a conversation, or of the thread that hangs on a message of it. */
  timeline(id: ConversationId, rootId?: MessageId | null): Timeline;
  /** `answers`: a quote of the message that it answers; `rootId`: of the thread that it is a reply in. */
  send(
    id: ConversationId,
    input: {
      text: string;
      files: FileInfo[];
      answers?: Quote | null;
      rootId?: MessageId | null;
      poll?: NewPoll;
    },
  ): void;
  /** From this message on, for me alone; until the conversation is opened again. Rejects with ParleyError. */
  leaveUnread(message: Message): Promise<void>;
  /** The number of the first message at or after a time; 0 in an empty conversation. */
  numberAt(id: ConversationId, at: number): Promise<number>;
  retry(clientId: string): void;
  discard(clientId: string): void;
  /** Call on every input; it renews and ends the notice by itself. */
  typed(id: ConversationId): void;
  openDirect(userId: UserId): Promise<ConversationId>;
  createGroup(input: {
    name: string;
    description: string;
    visibility: 'public' | 'private';
    memberIds: UserId[];
  }): Promise<ConversationId>;
  /** Public groups, the largest first, a page at a time: `offset` is how many are known. */
  browse(input: { text: string; offset: number }): Promise<PublicGroup[]>;
  join(id: ConversationId): Promise<void>;
  leave(id: ConversationId): Promise<void>;
  addMember(id: ConversationId, userId: UserId): Promise<void>;
  removeMember(id: ConversationId, userId: UserId): Promise<void>;
  /** The link's token: see /join/g/TOKEN. */
  joinByInvite(token: string): Promise<ConversationId>;
  /** `owner`: hands the group over. */
  setRole(id: ConversationId, userId: UserId, role: GroupRole): Promise<void>;
  updateGroup(id: ConversationId, input: GroupChanges): Promise<void>;
  archive(id: ConversationId, archived: boolean): Promise<void>;
}

/** What stands in a composer and was not sent: on this device at once, on the user's others a moment later. */
export interface DraftsStore {
  of(place: DraftPlace): ShownDraft;
  write(place: DraftPlace, content: Partial<DraftContent>): void;
  /** Its message is on its way: the composer is empty from now on. */
  sent(place: DraftPlace): void;
  choose(place: DraftPlace, which: 'mine' | 'other'): void;
}
export interface ShownDraft extends DraftContent {
  /** What another device saved while this one wrote: both are kept until the user chooses. */
  other: DraftContent | null;
}

/** What the server sends for me later. All that return a promise reject with ParleyError. */
export interface ScheduledStore {
  /** The next first; those that could not be sent at their time too. */
  list: Accessor<readonly Scheduled[]>;
  /** The same again after an answer that was lost is not sent twice. */
  add(input: DraftPlace & DraftContent & { files: readonly FileInfo[]; dueAt: number }): Promise<void>;
  /** What stands in the composer of this place is being added. */
  isAdding(place: DraftPlace): boolean;
  change(scheduled: Scheduled, change: { text?: string; dueAt?: number }): Promise<void>;
  sendNow(scheduled: Scheduled): Promise<void>;
  remove(scheduled: Scheduled): Promise<void>;
}

/** The poll of a message. What others chose stands in the message; what I chose is known here. */
export interface PollsStore {
  /** My own choice by the places of the options; undefined: not known yet, it is being asked for. */
  choice(message: Message): readonly number[] | undefined;
  /** All three reject with ParleyError. The choice takes the place of the one before; none takes it back. */
  vote(message: Message, choice: readonly number[]): Promise<void>;
  close(message: Message): Promise<void>;
  voters(message: Message, option: number): Promise<User[]>;
}

export interface ThreadsStore {
  /** How many of the threads that I follow hold something unread. */
  unread: Accessor<number>;
  /** How I stand to a thread that is unread or was looked at. */
  follow(rootId: MessageId): Follow | undefined;
  follows: Accessor<readonly Follow[]>;
  isUnread(rootId: MessageId): boolean;
  /** The message that an open thread hangs on; undefined until it is loaded. */
  root(id: ConversationId, rootId: MessageId): Message | undefined;
  setFollowing(rootId: MessageId, on: boolean): Promise<void>;
  /** Those that I follow, newest activity first. `next` of an answer asks for the page after it. */
  list(before?: ThreadPlace): Promise<FollowedThreads>;
  /** Another whenever a list may have become old. */
  version: Accessor<number>;
}

/** What is done to messages that stand. All reject with ParleyError; what changed reaches the timeline as an event. */
export interface MessageActions {
  edit(message: Message, text: string): Promise<void>;
  /** Leaves a tombstone: `deletedAt` set, everything else empty. */
  remove(message: Message): Promise<void>;
  react(message: Message, emoji: string, on: boolean): Promise<void>;
  pin(message: Message, on: boolean): Promise<void>;
  /** Of one of my own messages; for good. */
  dismissPreview(message: Message, preview: Preview): Promise<void>;
  /** What I may do with a message now, by my role and the server's rules. */
  may(message: Message): MayDo;
  /** Its texts, oldest first; the last is the present one. */
  history(message: Message): Promise<MessageVersion[]>;
  /** Newest pin first. */
  pins(id: ConversationId): Promise<Message[]>;
  /** Newest first, of all my conversations or of one. `next` of an answer asks for the page after it. */
  search(input: SearchInput): Promise<FoundMessages>;
}
export interface MayDo {
  edit: boolean;
  remove: boolean;
  react: boolean;
  pin: boolean;
  reply: boolean;
  closePoll: boolean;
}
/** The loaded window of one conversation; it always has the newest end unless the user jumped back. */
export interface Timeline {
  /** Ascending. */
  items: Accessor<TimelineItem[]>;
  state: Accessor<'loading' | 'ready' | 'failed'>;
  hasBefore: Accessor<boolean>;
  hasAfter: Accessor<boolean>;
  loadBefore(): Promise<void>;
  loadAfter(): Promise<void>;
  jumpTo(number: number): Promise<void>;
  jumpToNewest(): Promise<void>;
  /** The page shows everything up to this number to the user; marks travel coalesced. */
  markRead(number: number): void;
  /** My read mark when the conversation was opened: where the line of new messages stands. */
  newSince: Accessor<number | null>;
  /** Of one of my own messages. Only a message of the server can be more than sent. */
  receipt(message: Message): 'sent' | 'delivered' | 'read';
  readBy(message: Message): UserId[];
}

export type Upload = {
  id: string;
  conversationId: ConversationId;
  name: string;
  size: number;
  sent: number;
  /** Goes out by itself when it is there, as a message of its own. */
  alone: boolean;
} & (
  | { state: 'uploading' | 'paused' | 'cancelled' }
  | { state: 'done'; file: FileInfo }
  | { state: 'failed'; problem: string }
);

export interface UploadsStore {
  /** What stands in the composer of a conversation, in the order it was added. */
  of(conversationId: ConversationId): Upload[];
  add(conversationId: ConversationId, files: File[]): void;
  /** A file that is a message by itself: it goes out when it is there. */
  post(place: DraftPlace, file: File): void;
  cancel(id: string): void;
  retry(id: string): void;
  /** Takes the finished ones out of the composer, for sending. */
  take(conversationId: ConversationId): FileInfo[];
  /** Uploads without a conversation: the profile picture. */
  uploadOne(file: File): Promise<FileInfo>;
}

export type { SystemEvent };
export type { ThemeStore, ToastStore };
