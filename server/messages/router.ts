import * as v from 'valibot';
import { changesSchema, markSchema, pageSchema, sendSchema } from '../../protocol/chat.ts';
import { findMembership } from '../groups/membership.ts';
import { memberProcedure, router } from '../trpc/init.ts';
import { readChanges } from './changes.ts';
import { markConversation } from './marks.ts';
import { readPage } from './pages.ts';

/** The hot frames of the WebSocket, for programs. */
export const messagesRouter = router({
  send: memberProcedure.input(v.omit(sendSchema, ['t'])).mutation(async ({ ctx, input }) => {
    const message = await ctx.context.sendLane.send(ctx.user.id, { t: 'chat.send', ...input });
    return { message };
  }),
  page: memberProcedure.input(v.omit(pageSchema, ['t'])).query(async ({ ctx, input }) => {
    const { db } = ctx.context;
    return readPage(db, await findMembership(db, ctx.user.id, input.conversationId), input);
  }),
  changes: memberProcedure.input(v.omit(changesSchema, ['t'])).query(async ({ ctx, input }) => {
    const { db } = ctx.context;
    const { conversationId } = await findMembership(db, ctx.user.id, input.conversationId);
    return readChanges(db, conversationId, input);
  }),
  mark: memberProcedure
    .input(v.omit(markSchema, ['t']))
    .mutation(({ ctx, input }) => markConversation(ctx.context, ctx.user.id, input)),
});
