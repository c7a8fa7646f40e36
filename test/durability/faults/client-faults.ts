import type { Clock } from '../../../client/clock.ts';
import type { Socket } from '../../../client/socket/socket.ts';
import { makeUuid } from '../../../client/uuid.ts';
import type { Message, Send } from '../../../protocol/chat.ts';
import type { UpInput } from '../../../protocol/up.ts';
import { CLIENT_PARTS, type ClientParts } from '../client/tab.ts';
import { type Request, withRequest } from '../client/taps.ts';
import { HighestSeen } from './highest-seen.ts';

/** The outbox is cleared when the frame is handed to the socket, not when the server has it. */
export const clearsEarly: ClientParts = {
  ...CLIENT_PARTS,
  outboxSocket: (socket) =>
    withRequest(socket, async (up, pass) => {
      if (up.t !== 'chat.send') throw new Error('an outbox sends');
      pass<'chat.send'>(up).catch(() => undefined);
      return { message: presumed(up) };
    }),
};

/** Two tabs without a lock: each sends what waits. */
export const locksNothing: ClientParts = {
  ...CLIENT_PARTS,
  lock: () => (_name, _signal, whileHeld) => whileHeld(),
};

/** Retry without clientId: every attempt is a message of its own. */
export const forgetsClientId: ClientParts = {
  ...CLIENT_PARTS,
  outboxSocket: (socket) => withRequest(socket, (up: UpInput, pass: Request) => anew(up, pass)),
};

/** What is newer than the newest is shown; nobody asks whether something is missing in between. */
export const countsNothing: ClientParts = {
  ...CLIENT_PARTS,
  makeView: (socket: Socket, clock: Clock) => new HighestSeen(socket, clock),
};

async function anew(up: UpInput, pass: Request) {
  if (up.t !== 'chat.send') throw new Error('an outbox sends');
  const { message } = await pass<'chat.send'>({ ...up, clientId: makeUuid() });
  return { message: { ...message, clientId: up.clientId } };
}

function presumed({
  clientId,
  conversationId,
  text,
}: Pick<Send, 'clientId' | 'conversationId' | 'text'>): Message {
  const nowhere = { id: makeUuid(), number: 0, change: 0, revision: 0, senderId: '', createdAt: 0 };
  const plain = {
    replyTo: null,
    quote: null,
    files: [],
    reactions: [],
    mentions: [],
    mentionsAll: false,
    previews: [],
    poll: null,
  };
  const placed = { threadRootId: null, thread: null };
  const untouched = { event: null, editedAt: null, deletedAt: null, pinned: null };
  return { ...nowhere, ...plain, ...placed, ...untouched, clientId, conversationId, text };
}
