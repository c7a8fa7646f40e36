import type { DownEvent } from '../../protocol/down.ts';
import type { ParticipantId } from '../../protocol/ids.ts';
import type { Clock } from '../clock.ts';
import type { Sfu } from '../sfu/sfu.ts';
import type { Call } from './call.ts';

/** How long the room of a call that left the SFU outlives the commit: its members drop their links meanwhile. */
const ROOM_GRACE_MS = 5_000;

/** SPEC 7.2 */
export function tendRoom(parts: { readonly sfu: Sfu; readonly clock: Clock }, call: Call): void {
  const { sfu, clock } = parts;
  const room = sfu.findRoom(call.subject.id);
  if (!room || call.needsSfu) return;
  if (call.isOver) return room.close();
  clock.after(ROOM_GRACE_MS, () => {
    if (!call.needsSfu) sfu.findRoom(call.subject.id)?.close();
  });
}

/** SPEC 7.3: what the room told while the device was away. */
export function restorePlace(
  sfu: Sfu,
  call: Call,
  participantId: ParticipantId,
  tell: (event: DownEvent) => void,
): void {
  const { id: callId } = call.subject;
  const room = sfu.findRoom(callId);
  if (room?.has(participantId)) return room.retell(participantId);
  const onSfu = call.live.participants.some(({ id, onSfu: on }) => id === participantId && on);
  if (onSfu) tell({ t: 'sfu.lost', callId, reason: 'The place was lost meanwhile.' });
}
