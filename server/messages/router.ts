import * as v from 'valibot';
import {
  changesSchema,
  choicesSchema,
  closePollSchema,
  deleteSchema,
  editSchema,
  followUpSchema,
  markSchema,
  pageSchema,
  pinUpSchema,
  reactSchema,
  sendSchema,
  unreadSchema,
  voteSchema,
} from '../../protocol/chat.ts';
import { findMembership } from '../groups/membership.ts';
import { memberProcedure, router } from '../trpc/init.ts';
import { idField } from '../users/fields.ts';
import { followThread } from '../threads/follows.ts';
import { listThreads } from '../threads/list.ts';
import { readPageOf } from '../threads/pages.ts';
import { readChangesFor } from './changes.ts';
import { deleteMessage } from './delete.ts';
import { editMessage, readHistory } from './edit.ts';
import { numberAt } from './at-date.ts';
import { leaveUnread } from './left-unread.ts';
import { takeMark } from './marks.ts';
import { listPins, pinMessage } from './pins.ts';
import { dismissPreview } from '../previews/message-previews.ts';
import { reactToMessage } from './react.ts';
import { searchMessages } from './search.ts';
import { closePoll, readChoices, readVoters, vote } from './vote.ts';

const MAX_SEARCH_LENGTH = 500;
const MAX_OFFSET_MINUTES = 15 * 60;
const searchSchema = v.strictObject({
  text: v.pipe(
    v.string(),
    v.maxLength(MAX_SEARCH_LENGTH),
    v.check((text) => !text.includes('\u0000')),
  ),
  conversationId: v.optional(idField),
  before: v.optional(idField),
  /** Where the searcher is: days begin there. */
  utcOffsetMinutes: v.optional(
    v.pipe(v.number(), v.integer(), v.minValue(-MAX_OFFSET_MINUTES), v.maxValue(MAX_OFFSET_MINUTES)),
  ),
});

/** The last thread of the page before. */
const placeSchema = v.strictObject({ at: v.number(), rootId: idField });

/** The frames of the WebSocket, for programs, and what is asked for less often. */
export const messagesRouter = router({
  send: memberProcedure.input(v.omit(sendSchema, ['t'])).mutation(async ({ ctx, input }) => {
    const message = await ctx.context.sends.send(ctx.user.id, { t: 'chat.send', ...input });
    return { message };
  }),
  edit: memberProcedure.input(v.omit(editSchema, ['t'])).mutation(async ({ ctx, input }) => ({
    message: await editMessage(ctx.context, ctx.user.id, input),
  })),
  delete: memberProcedure.input(v.omit(deleteSchema, ['t'])).mutation(async ({ ctx, input }) => ({
    message: await deleteMessage(ctx.context, ctx.user.id, input),
  })),
  react: memberProcedure.input(v.omit(reactSchema, ['t'])).mutation(async ({ ctx, input }) => ({
    message: await reactToMessage(ctx.context, ctx.user.id, input),
  })),
  pin: memberProcedure.input(v.omit(pinUpSchema, ['t'])).mutation(async ({ ctx, input }) => ({
    message: await pinMessage(ctx.context, ctx.user.id, input),
  })),
  dismissPreview: memberProcedure
    .input(v.strictObject({ messageId: idField, previewId: idField }))
    .mutation(async ({ ctx, input }) => ({ message: await dismissPreview(ctx.context, ctx.user.id, input) })),
  vote: memberProcedure.input(v.omit(voteSchema, ['t'])).mutation(async ({ ctx, input }) => ({
    message: await vote(ctx.context, ctx.user.id, input),
  })),
  closePoll: memberProcedure.input(v.omit(closePollSchema, ['t'])).mutation(async ({ ctx, input }) => ({
    message: await closePoll(ctx.context, ctx.user.id, input),
  })),
  choices: memberProcedure.input(v.omit(choicesSchema, ['t'])).query(async ({ ctx, input }) => ({
    choices: await readChoices(ctx.context.db, ctx.user.id, input.messageIds),
  })),
  voters: memberProcedure
    .input(v.strictObject({ messageId: idField, option: v.pipe(v.number(), v.integer(), v.minValue(0)) }))
    .query(({ ctx, input }) => readVoters(ctx.context.db, ctx.user.id, input)),
  history: memberProcedure
    .input(v.strictObject({ messageId: idField }))
    .query(({ ctx, input }) => readHistory(ctx.context.db, ctx.user.id, input.messageId)),
  pins: memberProcedure
    .input(v.strictObject({ conversationId: idField }))
    .query(({ ctx, input }) => listPins(ctx.context.db, ctx.user.id, input.conversationId)),
  search: memberProcedure
    .input(searchSchema)
    .query(({ ctx, input }) => searchMessages(ctx.context.db, ctx.user.id, input)),
  page: memberProcedure.input(v.omit(pageSchema, ['t'])).query(async ({ ctx, input }) => {
    const { db } = ctx.context;
    return readPageOf(db, await findMembership(db, ctx.user.id, input.conversationId), input);
  }),
  changes: memberProcedure.input(v.omit(changesSchema, ['t'])).query(async ({ ctx, input }) => {
    const { db } = ctx.context;
    return readChangesFor(db, await findMembership(db, ctx.user.id, input.conversationId), input);
  }),
  mark: memberProcedure
    .input(v.omit(markSchema, ['t']))
    .mutation(({ ctx, input }) => takeMark(ctx.context, ctx.user.id, input)),
  unread: memberProcedure.input(v.omit(unreadSchema, ['t'])).mutation(async ({ ctx, input }) => ({
    leftUnread: await leaveUnread(ctx.context, ctx.user.id, input),
  })),
  atDate: memberProcedure
    .input(v.strictObject({ conversationId: idField, at: v.number() }))
    .query(async ({ ctx, input }) => {
      const { db } = ctx.context;
      return numberAt(db, await findMembership(db, ctx.user.id, input.conversationId), input.at);
    }),
  threads: memberProcedure
    .input(v.optional(v.strictObject({ before: v.optional(placeSchema) }), {}))
    .query(({ ctx, input }) => listThreads(ctx.context.db, ctx.user.id, input.before)),
  followThread: memberProcedure.input(v.omit(followUpSchema, ['t'])).mutation(async ({ ctx, input }) => ({
    follow: await followThread(ctx.context, ctx.user.id, input),
  })),
});
