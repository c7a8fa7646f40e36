import { conflict, notFound } from '../../protocol/errors.ts';
import type { CallId, ParticipantId } from '../../protocol/ids.ts';
import { checkStream } from '../calls/roster.ts';
import type { Context } from '../context.ts';
import type { Connection } from '../realtime/device.ts';
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
  'sfu.join': async (context, connection, up) => {
    const call = context.calls.live(up.callId);
    call.place(up.participantId, context.calls.actor(connection, up.callId));
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
  'sfu.connect': async (context, connection, up) => {
    await roomOf(context, connection, up).connect(up.participantId, up);
    return {};
  },
  'sfu.produce': (context, connection, up) => {
    const room = roomOf(context, connection, up);
    const { participants } = context.calls.live(up.callId).live;
    checkStream(participants, context.calls.actor(connection, up.callId), up.streamId);
    return room.produce(up.participantId, up);
  },
  'sfu.unproduce': (context, connection, up) => {
    roomOf(context, connection, up).unproduce(up.participantId, up.streamId);
    return {};
  },
  'sfu.pauseProducer': async (context, connection, up) => {
    await roomOf(context, connection, up).pauseProducer(up.participantId, up.streamId, up.paused);
    return {};
  },
  'sfu.consume': (context, connection, up) => roomOf(context, connection, up).consume(up.participantId, up),
  'sfu.setConsumer': async (context, connection, up) => {
    await roomOf(context, connection, up).setConsumer(up.participantId, up);
    return {};
  },
  'sfu.restartIce': (context, connection, up) =>
    roomOf(context, connection, up).restartIce(up.participantId, up.transportId),
  'sfu.leave': ({ calls, sfu }, connection, up) => {
    calls.live(up.callId).place(up.participantId, calls.actor(connection, up.callId));
    sfu.findRoom(up.callId)?.leave(up.participantId);
    return {};
  },
} satisfies Handlers<SfuFrame>;

interface InCall {
  readonly callId: CallId;
  readonly participantId: ParticipantId;
}

/** The room of a call that this user's participant is in. */
function roomOf({ calls, sfu }: Context, connection: Connection, { callId, participantId }: InCall): SfuRoom {
  calls.live(callId).place(participantId, calls.actor(connection, callId));
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
