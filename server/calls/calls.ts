import type { IceServer, Joined, LiveCall } from '../../protocol/call.ts';
import type { CallId, ConversationId, ParticipantId, UserId } from '../../protocol/ids.ts';
import type { UpOf } from '../../protocol/up.ts';
import type { Connection } from '../realtime/handler.ts';

/** All calls that live in this process. The rules are numbered in SPEC.md. */
export interface Calls {
  start(connection: Connection, up: UpOf<'call.start'>): Promise<Joined>;
  join(connection: Connection, up: UpOf<'call.join'>): Promise<Joined>;
  rejoin(connection: Connection, up: UpOf<'call.rejoin'>): Promise<Joined>;
  decline(userId: UserId, callId: CallId): Promise<void>;
  leave(userId: UserId, callId: CallId, participantId: ParticipantId): void;
  setStreams(userId: UserId, up: UpOf<'call.streams'>): void;
  signal(userId: UserId, up: UpOf<'call.signal'>): void;
  ready(userId: UserId, up: UpOf<'call.ready'>): void;
  failed(userId: UserId, up: UpOf<'call.failed'>): void;
  uplink(userId: UserId, up: UpOf<'call.uplink'>): void;
  iceServers(userId: UserId): IceServer[];
  /** For the welcome: what rings or runs in these conversations. */
  liveIn(conversations: Iterable<ConversationId>): LiveCall[];
  /** Someone is no longer a member: leaves the conversation's call. */
  removeMember(conversationId: ConversationId, userId: UserId): void;
  /** Closes what an earlier process left open. Called once at the start. */
  recover(): Promise<void>;
  /** Ends every call as `closed`. */
  close(): Promise<void>;
}
