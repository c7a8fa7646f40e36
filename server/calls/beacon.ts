import * as v from 'valibot';
import { leaveBeaconSchema } from '../../protocol/call.ts';
import { invalid } from '../../protocol/errors.ts';
import type { CallId, ParticipantId, UserId } from '../../protocol/ids.ts';

/** Calls, wherever they are held. */
interface Held {
  leaveAs(accountId: UserId, callId: CallId, participantId: ParticipantId): void;
}

/** `sendBeacon` of a page that closes: JSON, sent as text. */
export function leaveByBeacon(calls: Held, userId: UserId, body: string): void {
  const result = v.safeParse(leaveBeaconSchema, parse(body));
  if (!result.success) throw invalid('A call and a participant are expected.');
  const { callId, participantId } = result.output;
  calls.leaveAs(userId, callId, participantId);
}

function parse(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}
