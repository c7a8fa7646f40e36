import type { Handlers } from '../realtime/handler.ts';

type MeetFrame =
  | 'meet.start'
  | 'meet.next'
  | 'meet.stop'
  | 'meet.resume'
  | 'meet.say'
  | 'meet.typing'
  | 'meet.extend'
  | 'meet.reveal'
  | 'meet.keep'
  | 'meet.block';

export const meetHandlers = {
  'meet.start': ({ meet }, connection, up) => meet.start(connection, up),
  'meet.next': ({ meet }, connection, up) => meet.next(connection, up.meetingId),
  'meet.stop': ({ meet }, connection) => meet.stop(connection),
  'meet.resume': ({ meet }, connection) => meet.resume(connection),
  'meet.say': ({ meet }, connection, up) => meet.say(connection, up),
  'meet.typing': ({ meet }, connection, up) => meet.typing(connection, up),
  'meet.extend': ({ meet }, connection, up) => meet.extend(connection, up),
  'meet.reveal': ({ meet }, connection, up) => meet.reveal(connection, up.meetingId),
  'meet.keep': ({ meet }, connection, up) => meet.keep(connection, up),
  'meet.block': ({ meet }, connection, up) => meet.block(connection, up.meetingId),
} satisfies Handlers<MeetFrame>;
