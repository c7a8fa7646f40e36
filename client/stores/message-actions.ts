import type { Conversation, Message, MessageRules, User } from '../../protocol/chat.ts';
import type { ConversationId } from '../../protocol/ids.ts';
import type { UpInputOf } from '../../protocol/up.ts';
import type { Api } from '../api/api.ts';
import type { Clock } from '../clock.ts';
import type { Socket } from '../socket/socket.ts';
import type { MayDo, MessageActions } from './contract.ts';

export interface MessageActionDeps {
  readonly api: Api;
  readonly socket: Socket;
  readonly clock: Clock;
  readonly me: () => User | null | undefined;
  readonly rules: () => MessageRules;
  readonly conversation: (id: ConversationId) => Conversation | undefined;
}

type Revising = 'chat.edit' | 'chat.delete' | 'chat.react' | 'chat.pin';

/** What was changed comes back to this device as to all others: by its event. */
export function makeMessageActions(deps: MessageActionDeps): MessageActions {
  const { api, socket } = deps;
  const ask = async <T extends Revising>(up: UpInputOf<T>) => void (await socket.request<T>(up));
  return {
    edit: ({ id }, text) => ask<'chat.edit'>({ t: 'chat.edit', messageId: id, text }),
    remove: ({ id }) => ask<'chat.delete'>({ t: 'chat.delete', messageId: id }),
    react: ({ id }, emoji, on) => ask<'chat.react'>({ t: 'chat.react', messageId: id, emoji, on }),
    pin: ({ id }, on) => ask<'chat.pin'>({ t: 'chat.pin', messageId: id, on }),
    dismissPreview: (message, preview) => api.dismissPreview(message.id, preview.id),
    may: (message) => mayDo(deps, message),
    history: ({ id }) => api.history(id),
    pins: (id) => api.pins(id),
    search: (input) => api.search(input),
  };
}

const NOTHING: MayDo = {
  edit: false,
  remove: false,
  react: false,
  pin: false,
  reply: false,
  closePoll: false,
};

/** The server decides; this only spares people from asking for what it would refuse. */
function mayDo({ me, rules, clock, conversation }: MessageActionDeps, message: Message): MayDo {
  const myId = me()?.id;
  const room = conversation(message.conversationId);
  const member = room?.members.find(({ userId }) => userId === myId);
  if (!room || !member || message.event || message.deletedAt !== null) return NOTHING;
  if (room.archivedAt !== null) return NOTHING;
  const isMine = message.senderId === myId;
  const isModerator = room.kind === 'group' && member.role !== 'member';
  const age = clock.now() - message.createdAt;
  const { editWindowMinutes, deleteWindowMinutes } = rules();
  return {
    edit: isMine && !message.poll && isWithin(age, editWindowMinutes),
    remove: isModerator || (isMine && isWithin(age, deleteWindowMinutes)),
    react: true,
    pin: isModerator || room.kind === 'direct',
    reply: true,
    closePoll: message.poll !== null && (isMine || isModerator),
  };
}

function isWithin(ageMs: number, windowMinutes: number | null): boolean {
  return windowMinutes === null || ageMs < windowMinutes * 60_000;
}
