import type {
  Conversation,
  FileInfo,
  Follow,
  GroupRole,
  Message,
  MessageRules,
  MessageVersion,
  Scheduled,
  User,
  Visibility,
} from '../../protocol/chat.ts';
import type { MeetPath } from '../../protocol/call.ts';
import type { ReportReason } from '../../protocol/meet.ts';
import type { ConversationId, FileId, MessageId, UserId } from '../../protocol/ids.ts';
import type { Presence } from '../../protocol/presence.ts';
import type { ConversationSettings, UserSettings } from '../../protocol/settings.ts';

/** What the stores ask of the server beside the socket. Every method rejects with ParleyError. trpc.ts implements it. */
export interface Api {
  server(): Promise<ServerInfo>;
  me(): Promise<User | null>;
  signUp(input: NewAccount): Promise<User>;
  signIn(input: { username: string; password: string }): Promise<User>;
  signOut(): Promise<void>;
  updateProfile(input: { name?: string; status?: string; avatarFileId?: FileId | null }): Promise<User>;

  user(id: UserId): Promise<User & { presence: Presence }>;
  searchUsers(text: string): Promise<User[]>;
  onlineUsers(): Promise<User[]>;

  openDirect(userId: UserId): Promise<Conversation>;
  createGroup(input: NewGroup): Promise<Conversation>;
  browse(input: { text: string; offset: number }): Promise<PublicGroup[]>;
  join(id: ConversationId): Promise<Conversation>;
  joinByInvite(token: string): Promise<Conversation>;
  leave(id: ConversationId): Promise<void>;
  addMember(id: ConversationId, userId: UserId): Promise<void>;
  removeMember(id: ConversationId, userId: UserId): Promise<void>;
  setRole(id: ConversationId, userId: UserId, role: GroupRole): Promise<void>;
  updateGroup(id: ConversationId, input: GroupChanges): Promise<Conversation>;
  archive(id: ConversationId, archived: boolean): Promise<Conversation>;

  history(id: MessageId): Promise<MessageVersion[]>;
  dismissPreview(id: MessageId, previewId: string): Promise<void>;
  pins(id: ConversationId): Promise<Message[]>;
  voters(id: MessageId, option: number): Promise<User[]>;
  search(input: SearchInput): Promise<FoundMessages>;
  threads(before?: ThreadPlace): Promise<FollowedThreads>;
  numberAt(id: ConversationId, at: number): Promise<number>;
  schedule(input: NewScheduled): Promise<Scheduled>;
  reschedule(change: { id: string; text?: string; dueAt?: number }): Promise<Scheduled>;
  sendScheduled(id: string): Promise<void>;
  unschedule(id: string): Promise<void>;
  changeRules(rules: Partial<MessageRules>): Promise<MessageRules>;

  /** All that this user is a member of, as it stands. */
  myConversations(): Promise<Conversation[]>;
  changeSettings(change: Partial<UserSettings>): Promise<UserSettings>;
  changeConversationSettings(
    id: ConversationId,
    change: Partial<Pick<ConversationSettings, 'level' | 'mutedUntil'>>,
  ): Promise<ConversationSettings>;
  pushKey(): Promise<{ key: string }>;
  subscribePush(target: PushTarget): Promise<void>;
  unsubscribePush(endpoint: string): Promise<void>;

  file(id: FileId): Promise<FileInfo>;
  /** These unsent files are still to be sent; answers those that the server has. */
  keepWanted(ids: FileId[]): Promise<FileInfo[]>;

  /** A session without an account, where this server has guests. */
  comeAsGuest(name: string): Promise<User>;
  meetTerms(): Promise<MeetTerms>;
  stateAge(): Promise<void>;
  reportStranger(report: StrangerReport): Promise<void>;
}

/** What meeting strangers means on this server, and for this person. */
export interface MeetTerms {
  who: 'off' | 'members' | 'everyone';
  path: MeetPath;
  /** How long a meeting lasts, and each extension. */
  lengthMs: number;
  keepsText: boolean;
  blur: boolean;
  isMember: boolean;
  hasStatedAge: boolean;
  /** null: may meet. */
  pausedUntil: number | null;
  /** What others had in common lately. */
  tags: string[];
}
export interface StrangerReport {
  meetingId: string;
  reasons: ReportReason[];
  text: string;
  /** Base64 of a JPEG. */
  picture: string | null;
}

export interface FollowedThreads {
  threads: { root: Message; follow: Follow; lastReply: Message }[];
  /** null: that was all. */
  next: ThreadPlace | null;
}
/** Where a page of threads ends. */
export interface ThreadPlace {
  at: number;
  rootId: MessageId;
}
/** Where this browser is reached while no page is open, and how to encrypt for it. */
export interface PushTarget {
  endpoint: string;
  p256dh: string;
  auth: string;
}
export interface ServerInfo {
  registration: 'open' | 'invite' | 'closed';
  needsOwner: boolean;
  /** Who may meet strangers here. */
  meet: 'off' | 'members' | 'everyone';
}
export interface NewAccount {
  username: string;
  name: string;
  password: string;
  /** The token of an owner or invite link. */
  invite?: string;
  /** The token of a link into a group. */
  groupInvite?: string;
}
export interface NewScheduled {
  id: string;
  conversationId: ConversationId;
  threadRootId: MessageId | null;
  text: string;
  replyTo: MessageId | null;
  fileIds: FileId[];
  dueAt: number;
}
export interface NewGroup {
  name: string;
  description: string;
  visibility: 'public' | 'private';
  memberIds: UserId[];
}
export interface GroupChanges {
  name?: string;
  description?: string;
  visibility?: Visibility;
  /** null: no picture any more. */
  avatarFileId?: FileId | null;
}
export interface PublicGroup {
  id: ConversationId;
  name: string;
  description: string;
  avatarFileId: FileId | null;
  memberCount: number;
  joined: boolean;
}
export interface SearchInput {
  text: string;
  conversationId?: ConversationId;
  /** The `next` of the answer before. */
  before?: MessageId;
}
export interface FoundMessages {
  messages: Message[];
  /** null: that was all. */
  next: MessageId | null;
}
