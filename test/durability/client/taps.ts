import type { Message } from '../../../protocol/chat.ts';
import { ParleyError } from '../../../protocol/errors.ts';
import type { Replies, RequestType, UpInput, UpInputOf } from '../../../protocol/up.ts';
import type { Socket } from '../../../client/socket/socket.ts';
import type { Recorder } from '../recorder.ts';

/** The number of a message stands in its text; -1 for what no tab of the run wrote. */
export function opOf({ text }: Pick<Message, 'text'>): number {
  return Number(/^#(\d+) /.exec(text)?.[1] ?? -1);
}

export type Request = <T extends RequestType>(up: UpInputOf<T>) => Promise<Replies[T]>;

/** The same socket with another way to ask. */
export function withRequest(socket: Socket, ask: (up: UpInput, pass: Request) => Promise<unknown>): Socket {
  const pass: Request = (up) => socket.request(up);
  return {
    get state() {
      return socket.state;
    },
    onState: (listener) => socket.onState(listener),
    onEvent: (listener) => socket.onEvent(listener),
    request: <T extends RequestType>(up: UpInputOf<T>) => ask(up as UpInput, pass) as Promise<Replies[T]>,
    notify: (up) => socket.notify(up),
  };
}

/** Writes down every send, vote and mark that goes onto the wire, and what became of it. */
export function recorded(socket: Socket, recorder: Recorder, who: { user: string; tab: string }): Socket {
  return withRequest(socket, async (up, pass) => {
    if (up.t === 'chat.send') return recordSend(up, pass, { recorder, tab: who.tab });
    if (up.t === 'chat.vote') return recordVote(up, pass, { recorder, who });
    if (up.t === 'chat.mark') return recordMark(up, pass, { recorder, who });
    return pass(up as UpInputOf<RequestType>);
  });
}

async function recordSend(
  up: UpInputOf<'chat.send'>,
  pass: Request,
  { recorder, tab }: { recorder: Recorder; tab: string },
): Promise<Replies['chat.send']> {
  const attempt = recorder.attempt(opOf(up), tab);
  try {
    const reply = await pass<'chat.send'>(up);
    recorder.attempted(attempt, 'ok', reply.message.number);
    return reply;
  } catch (error) {
    recorder.attempted(attempt, isUnknown(error) ? 'unknown' : 'fail');
    throw error;
  }
}

async function recordMark(
  up: UpInputOf<'chat.mark'>,
  pass: Request,
  { recorder, who }: { recorder: Recorder; who: { user: string; tab: string } },
): Promise<Replies['chat.mark']> {
  const op = recorder.mark({ ...who, conversation: up.conversationId, asked: up.read ?? 0 });
  try {
    const reply = await pass<'chat.mark'>(up);
    recorder.marked(op, 'ok', reply.read);
    return reply;
  } catch (error) {
    recorder.marked(op, isUnknown(error) ? 'unknown' : 'fail');
    throw error;
  }
}

async function recordVote(
  up: UpInputOf<'chat.vote'>,
  pass: Request,
  { recorder, who }: { recorder: Recorder; who: { user: string; tab: string } },
): Promise<Replies['chat.vote']> {
  const op = recorder.vote({ ...who, poll: up.messageId, choice: up.choice });
  try {
    const reply = await pass<'chat.vote'>(up);
    recorder.voted(op, 'ok', reply.message.revision);
    return reply;
  } catch (error) {
    recorder.voted(op, isUnknown(error) ? 'unknown' : 'fail');
    throw error;
  }
}

function isUnknown(error: unknown): boolean {
  return !(error instanceof ParleyError) || error.code === 'unavailable' || error.code === 'internal';
}
