import { conflict, notFound } from '../../protocol/errors.ts';
import type { CallId, ParticipantId, UserId } from '../../protocol/ids.ts';
import { checkStream } from '../calls/roster.ts';
import type { Context } from '../context.ts';
import type { Handlers } from '../realtime/handler.ts';
import type { SfuRoom, SfuTell } from './sfu.ts';

type SfuFrame =
  | 'sfu.join'
  | 'sfu.connect'
  | 'sfu.produce'
  | 'sfu.unproduce'
  | 'sfu.pauseProducer'
  | 'sfu.consume'
  | 'sfu.setConsumer'
  | 'sfu.restartIce'
  | 'sfu.leave';

export const sfuHandlers = {
  'sfu.join': async (context, { userId }, up) => {
    const call = context.calls.live(up.callId);
    call.place(up.participantId, userId);
    if (!call.admitsToSfu(up.epoch)) throw conflict('The SFU is not asked for in this epoch.');
    const room = await context.sfu.room(up.callId);
    if (call.isOver) {
      // The call ended before there was a room to close.
      room.close();
      throw notFound('The call');
    }
    const reply = await room.join(up.participantId, tellOf(context, up));
    if (!call.isHere(up.participantId)) {
      room.leave(up.participantId);
      throw notFound('The participant');
    }
    return reply;
  },
  'sfu.connect': async (context, { userId }, up) => {
    await roomOf(context, userId, up).connect(up.participantId, up);
    return {};
  },
  'sfu.produce': (context, { userId }, up) => {
    const room = roomOf(context, userId, up);
    checkStream(context.calls.live(up.callId).live.participants, userId, up.streamId);
    return room.produce(up.participantId, up);
  },
  'sfu.unproduce': (context, { userId }, up) => {
    roomOf(context, userId, up).unproduce(up.participantId, up.streamId);
    return {};
  },
  'sfu.pauseProducer': async (context, { userId }, up) => {
    await roomOf(context, userId, up).pauseProducer(up.participantId, up.streamId, up.paused);
    return {};
  },
  'sfu.consume': (context, { userId }, up) => roomOf(context, userId, up).consume(up.participantId, up),
  'sfu.setConsumer': async (context, { userId }, up) => {
    await roomOf(context, userId, up).setConsumer(up.participantId, up);
    return {};
  },
  'sfu.restartIce': (context, { userId }, up) =>
    roomOf(context, userId, up).restartIce(up.participantId, up.transportId),
  'sfu.leave': ({ calls, sfu }, { userId }, up) => {
    calls.live(up.callId).place(up.participantId, userId);
    sfu.findRoom(up.callId)?.leave(up.participantId);
    return {};
  },
} satisfies Handlers<SfuFrame>;

interface InCall {
  readonly callId: CallId;
  readonly participantId: ParticipantId;
}

/** The room of a call that this user's participant is in. */
function roomOf({ calls, sfu }: Context, userId: UserId, { callId, participantId }: InCall): SfuRoom {
  calls.live(callId).place(participantId, userId);
  const room = sfu.findRoom(callId);
  if (!room) throw notFound('The room');
  return room;
}

/** By way of the call, which knows the participant's connection of the moment. */
function tellOf({ calls }: Context, { callId, participantId }: InCall): SfuTell {
  const tell = calls.tell.bind(calls, callId, participantId);
  return {
    streams: (streams) => tell({ t: 'sfu.streams', callId, streams }),
    speaker: (speaker) => tell({ t: 'sfu.speaker', callId, participantId: speaker }),
    lost: (reason) => tell({ t: 'sfu.lost', callId, reason }),
  };
}
