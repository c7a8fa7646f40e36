import type { EndReason } from '../../../protocol/call.ts';
import { duration } from '../../ui/format.ts';

export interface RecentCall {
  readonly id: string;
  readonly conversationId: string;
  readonly startedBy: string;
  readonly video: boolean;
  readonly startedAt: number;
  readonly answeredAt: number | null;
  readonly endedAt: number | null;
  readonly reason: EndReason | null;
}

export type CallDirection = 'incoming' | 'outgoing' | 'missed';

export function directionOf(call: RecentCall, me: string): CallDirection {
  if (call.startedBy === me) return 'outgoing';
  return call.answeredAt === null ? 'missed' : 'incoming';
}

/** "Outgoing video call, 12 min", "Missed audio call", "Outgoing audio call, declined". */
export function callLine(call: RecentCall, me: string): string {
  const direction = directionOf(call, me);
  const kind = call.video ? 'video call' : 'audio call';
  const start = { incoming: 'Incoming', outgoing: 'Outgoing', missed: 'Missed' }[direction];
  const more = direction === 'missed' ? '' : outcome(call);
  return `${start} ${kind}${more}`;
}

function outcome(call: RecentCall): string {
  if (call.endedAt === null) return ', running';
  if (call.answeredAt !== null) return `, ${duration(call.endedAt - call.answeredAt)}`;
  const words = {
    hangup: '',
    declined: ', declined',
    cancelled: ', cancelled',
    missed: ', no answer',
    busy: ', busy',
    abandoned: ', connection lost',
    closed: ', ended by the server',
  } satisfies Record<EndReason, string>;
  return call.reason === null ? '' : words[call.reason];
}
