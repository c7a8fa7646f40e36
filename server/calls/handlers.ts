import type { Handlers } from '../realtime/handler.ts';

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
  | 'call.ice';

export const callHandlers = {
  'call.start': ({ calls }, connection, up) => calls.start(connection, up),
  'call.join': ({ calls }, connection, up) => calls.join(connection, up),
  'call.rejoin': ({ calls }, connection, up) => calls.rejoin(connection, up),
  'call.decline': async ({ calls }, { userId }, up) => {
    await calls.decline(userId, up.callId);
    return {};
  },
  'call.leave': ({ calls }, { userId }, up) => {
    calls.leave(userId, up.callId, up.participantId);
    return {};
  },
  'call.streams': ({ calls }, { userId }, up) => {
    calls.live(up.callId).setStreams(up.participantId, userId, up.streams);
    return {};
  },
  'call.signal': ({ calls }, { userId }, up) => {
    calls.live(up.callId).signal(userId, up);
    return {};
  },
  'call.ready': ({ calls }, { userId }, up) => {
    calls.live(up.callId).ready(up.participantId, userId, up.epoch);
    return {};
  },
  'call.failed': ({ calls, log }, { userId }, up) => {
    calls.live(up.callId).failed(up.participantId, userId, up.epoch);
    log.info({ call: up.callId, participant: up.participantId, reason: up.reason }, 'new links failed');
    return {};
  },
  'call.uplink': ({ calls }, { userId }, up) => {
    calls.find(up.callId)?.uplink(up.participantId, userId, up.kbps);
  },
  'call.ice': ({ calls }, { userId }) => ({ iceServers: calls.iceServers(userId) }),
} satisfies Handlers<CallFrame>;
