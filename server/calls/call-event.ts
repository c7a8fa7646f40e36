import type { Call, MeetPath } from '../../protocol/call.ts';
import type { DownEvent, DownOf } from '../../protocol/down.ts';
import type { CallId, ConversationId, ParticipantId, UserId } from '../../protocol/ids.ts';
import type { MediaStatus } from '../../protocol/session.ts';
import type { Clock } from '../clock.ts';
import type { Connection } from '../realtime/device.ts';

export interface CallFacts {
  readonly clock: Clock;
  readonly meshLimit: number;
  readonly ringMs: number;
  newId(): string;
  sfu(): { state: MediaStatus['state']; load: number };
}

export interface CallSubject {
  readonly id: CallId;
  /** Of a meeting: its id. */
  readonly conversationId: ConversationId;
  readonly kind: 'direct' | 'group';
  readonly startedBy: UserId;
  readonly video: boolean;
  /** null: the call of a conversation. */
  readonly meeting: MeetingSubject | null;
}

/** The call of two strangers: SPEC 8. */
export interface MeetingSubject {
  readonly path: MeetPath;
  /** By seat (see `seatOf`): the name that this call knows the person by. */
  readonly actors: ReadonlyMap<string, UserId>;
  /** To the devices of both. */
  tell(event: DownEvent): void;
  changed(call: Call): void;
}

/** One page of one person: what meets a stranger. */
export function seatOf({ userId, deviceId }: Pick<Connection, 'userId' | 'deviceId'>): string {
  return `${userId}:${deviceId}`;
}

export type CallEvent =
  | { kind: 'changed'; call: Call }
  | { kind: 'signalled'; connectionId: string; signal: DownOf<'call.signal'> }
  | { kind: 'left'; participantId: ParticipantId }
  /** Comes once, after the last `changed`. `answeredAt` is null where only one user was ever in it. */
  | { kind: 'ended'; call: EndedCall; answeredAt: number | null; everyone: UserId[] };
export type EndedCall = Extract<Call, { state: 'ended' }>;
