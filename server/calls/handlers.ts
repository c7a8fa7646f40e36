import type { Handlers } from '../realtime/handler.ts';
import { noteJoin } from './joins.ts';

type CallFrame =
  | 'call.start'
  | 'call.join'
  | 'call.rejoin'
  | 'call.decline'
  | 'call.leave'
  | 'call.streams'
  | 'call.signal'
  | 'call.ready'
  | 'call.failed'
  | 'call.uplink'
  | 'call.measured'
  | 'call.ice';

export const callHandlers = {
  'call.start': ({ calls }, connection, up) => calls.start(connection, up),
  'call.join': ({ calls }, connection, up) => calls.join(connection, up),
  'call.rejoin': ({ calls }, connection, up) => calls.rejoin(connection, up),
  'call.decline': async ({ calls }, connection, up) => {
    await calls.decline(connection, up.callId);
    return {};
  },
  'call.leave': ({ calls }, connection, up) => {
    calls.leave(calls.actor(connection, up.callId), up.callId, up.participantId);
    return {};
  },
  'call.streams': ({ calls }, connection, up) => {
    const actor = calls.actor(connection, up.callId);
    calls.live(up.callId).setStreams(up.participantId, actor, up.streams);
    return {};
  },
  'call.signal': ({ calls }, connection, up) => {
    calls.live(up.callId).signal(calls.actor(connection, up.callId), up);
    return {};
  },
  'call.ready': ({ calls }, connection, up) => {
    calls.live(up.callId).ready(up.participantId, calls.actor(connection, up.callId), up.epoch);
    return {};
  },
  'call.failed': ({ calls, log }, connection, up) => {
    calls.live(up.callId).failed(up.participantId, calls.actor(connection, up.callId), up.epoch);
    log.info({ call: up.callId, participant: up.participantId, reason: up.reason }, 'new links failed');
    return {};
  },
  'call.uplink': ({ calls }, connection, up) => {
    calls.find(up.callId)?.uplink(up.participantId, calls.actor(connection, up.callId), up.kbps);
  },
  'call.measured': noteJoin,
  'call.ice': ({ calls }, { userId }) => ({ iceServers: calls.iceServers(userId) }),
} satisfies Handlers<CallFrame>;
