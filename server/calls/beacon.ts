import * as v from 'valibot';
import { leaveBeaconSchema } from '../../protocol/call.ts';
import { invalid } from '../../protocol/errors.ts';
import type { UserId } from '../../protocol/ids.ts';
import type { Calls } from './calls.ts';

/** `sendBeacon` of a page that closes: JSON, sent as text. */
export function leaveByBeacon(calls: Calls, userId: UserId, body: string): void {
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
