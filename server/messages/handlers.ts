import type { UpType } from '../../protocol/up.ts';
import { findMembership } from '../groups/membership.ts';
import type { Connection } from '../realtime/device.ts';
import type { Handlers } from '../realtime/handler.ts';
import { followThread } from '../threads/follows.ts';
import { readPageOf } from '../threads/pages.ts';
import { readChangesFor } from './changes.ts';
import { deleteMessage } from './delete.ts';
import { editMessage } from './edit.ts';
import { leaveUnread } from './left-unread.ts';
import { takeMark } from './marks.ts';
import { pinMessage } from './pins.ts';
import { closePoll, readChoices, vote } from './vote.ts';
import { reactToMessage } from './react.ts';
import { TypingFilter } from './typing.ts';
import { readSettings } from '../users/settings.ts';

type ChatFrame = Extract<UpType, `chat.${string}`>;

export function createChatHandlers(): Handlers<ChatFrame> {
  const typing = new WeakMap<Connection, TypingFilter>();
  return {
    'chat.send': async ({ sends }, { userId }, up) => ({ message: await sends.send(userId, up) }),
    'chat.edit': async (context, { userId }, up) => ({ message: await editMessage(context, userId, up) }),
    'chat.delete': async (context, { userId }, up) => ({ message: await deleteMessage(context, userId, up) }),
    'chat.react': async (context, { userId }, up) => ({ message: await reactToMessage(context, userId, up) }),
    'chat.pin': async (context, { userId }, up) => ({ message: await pinMessage(context, userId, up) }),
    'chat.vote': async (context, { userId }, up) => ({ message: await vote(context, userId, up) }),
    'chat.closePoll': async (context, { userId }, up) => ({ message: await closePoll(context, userId, up) }),
    'chat.choices': async ({ db }, { userId }, up) => ({
      choices: await readChoices(db, userId, up.messageIds),
    }),
    'chat.changes': async ({ db }, { userId }, up) =>
      readChangesFor(db, await findMembership(db, userId, up.conversationId), up),
    'chat.page': async ({ db }, { userId }, up) =>
      readPageOf(db, await findMembership(db, userId, up.conversationId), up),
    'chat.mark': (context, { userId }, up) => takeMark(context, userId, up),
    'chat.follow': async (context, { userId }, up) => ({ follow: await followThread(context, userId, up) }),
    'chat.unread': async (context, { userId }, up) => ({
      leftUnread: await leaveUnread(context, userId, up),
    }),
    'chat.typing': async ({ db, clock, fanout }, connection, { conversationId, stopped }) => {
      const filter = typing.get(connection) ?? new TypingFilter(clock);
      typing.set(connection, filter);
      if (!filter.isNews(conversationId, stopped)) return;
      const { userId } = connection;
      const [{ conversationId: id }, settings] = await Promise.all([
        findMembership(db, userId, conversationId),
        readSettings(db.$client, userId),
      ]);
      if (!settings.typing) return;
      fanout.toConversation(id, { t: 'chat.typing', conversationId: id, userId, stopped });
    },
  };
}
