import type { UpOf } from '../../protocol/up.ts';
import type { Context } from '../context.ts';
import type { Connection } from '../realtime/device.ts';

/** How it went to come in, for the figures of the day: the first of each place counts. The way media takes may change. */
export async function noteJoin(
  { calls, db, clock }: Pick<Context, 'calls' | 'db' | 'clock'>,
  connection: Connection,
  { callId, participantId, tookMs, path }: UpOf<'call.measured'>,
): Promise<void> {
  const place = calls.find(callId)?.place(participantId, calls.actor(connection, callId));
  if (!place) return;
  const isFirst = place.path === null;
  place.path = path;
  if (!isFirst) return;
  await db.$client`
    insert into call_joins (call_id, participant_id, took_ms, path, at)
    values (${callId}, ${participantId}, ${Math.round(tookMs)}, ${path}, to_timestamp(${clock.now() / 1000}::float8))
    on conflict do nothing`;
}
