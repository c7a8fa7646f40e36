import type { Call } from '../../protocol/call.ts';
import type { DownOf } from '../../protocol/down.ts';
import type { CallId, ConversationId, ParticipantId, UserId } from '../../protocol/ids.ts';
import type { MediaStatus } from '../../protocol/session.ts';
import type { Clock } from '../clock.ts';

export interface CallFacts {
  readonly clock: Clock;
  readonly meshLimit: number;
  newId(): string;
  sfu(): { state: MediaStatus['state']; load: number };
}

export interface CallSubject {
  readonly id: CallId;
  readonly conversationId: ConversationId;
  readonly kind: 'direct' | 'group';
  readonly startedBy: UserId;
  readonly video: boolean;
}

export type CallEvent =
  | { kind: 'changed'; call: Call }
  | { kind: 'signalled'; connectionId: string; signal: DownOf<'call.signal'> }
  | { kind: 'left'; participantId: ParticipantId }
  /** Comes once, after the last `changed`. `answeredAt` is null where only one user was ever in it. */
  | { kind: 'ended'; call: EndedCall; answeredAt: number | null; everyone: UserId[] };
export type EndedCall = Extract<Call, { state: 'ended' }>;
