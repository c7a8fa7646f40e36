import type { LiveCallFigures } from '../../protocol/admin.ts';
import type { EndReason, LiveCall, MeetPath, Call as Snapshot } from '../../protocol/call.ts';
import type { UserId } from '../../protocol/ids.ts';
import type { CallSubject } from './call-event.ts';
import type { Place } from './roster.ts';
import type { Switchover } from './switchover.ts';

export type Phase =
  | { state: 'ringing' }
  | { state: 'active'; answeredAt: number }
  | { state: 'ended'; reason: EndReason; endedAt: number };

interface Facts {
  readonly startedAt: number;
  readonly revision: number;
  readonly phase: Phase;
  readonly ringing: UserId[];
  readonly places: readonly Place[];
  readonly switchover: Switchover;
}

/** SPEC 3: the whole of a call, as everyone is told. */
export function snapshotOf(subject: CallSubject, facts: Facts): Snapshot {
  const { id, conversationId, meeting, startedBy, video } = subject;
  const { startedAt, revision, phase, ringing, switchover } = facts;
  const path = meeting?.path ?? null;
  const base = { id, conversationId, meeting: path, startedBy, video, startedAt, revision };
  if (phase.state === 'ended') return { ...base, ...phase };
  const { topology, switching } = switchover;
  const participants = facts.places.map((place) => ({
    id: place.id,
    userId: place.device.userId,
    joinedAt: place.joinedAt,
    connected: place.connected,
    onSfu: switchover.isOnSfu(place.id),
    streams: place.streams,
  }));
  return { ...base, ...phase, ringing, participants, topology, switching };
}

/** Of people it names those of conversations only: strangers stay strangers. */
export function figuresOf(
  { kind, meeting }: CallSubject,
  { id, state, video, startedAt, participants, topology, switching }: LiveCall,
  paths: readonly MeetPath[],
): LiveCallFigures {
  return {
    id,
    kind: meeting ? 'meeting' : kind,
    state,
    video,
    startedAt,
    userIds: meeting ? [] : participants.map(({ userId }) => userId),
    people: participants.length,
    topology: topology.kind,
    switching: switching !== null,
    path: topology.kind === 'sfu' ? 'sfu' : paths.includes('relay') ? 'relay' : (paths[0] ?? null),
  };
}
