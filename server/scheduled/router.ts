import * as v from 'valibot';
import { sendSchema } from '../../protocol/chat.ts';
import { MAX_FILES_PER_MESSAGE } from '../../protocol/limits.ts';
import { memberProcedure, router } from '../trpc/init.ts';
import { idField, timeField } from '../users/fields.ts';
import { reschedule, schedule, unschedule } from './scheduled.ts';
import { readScheduled } from './scheduled-row.ts';

const newSchema = v.strictObject({
  id: idField,
  conversationId: idField,
  threadRootId: v.optional(v.nullable(idField), null),
  text: sendSchema.entries.text,
  replyTo: v.optional(v.nullable(idField), null),
  fileIds: v.optional(v.pipe(v.array(idField), v.maxLength(MAX_FILES_PER_MESSAGE)), []),
  dueAt: timeField,
});

const changeSchema = v.strictObject({
  id: idField,
  text: v.exactOptional(sendSchema.entries.text),
  dueAt: v.exactOptional(timeField),
});

/** Messages that the server sends at their time. */
export const scheduledRouter = router({
  list: memberProcedure.query(({ ctx }) => readScheduled(ctx.context.db.$client, ctx.user.id)),
  create: memberProcedure
    .input(newSchema)
    .mutation(({ ctx, input }) => schedule(ctx.context, ctx.user.id, input)),
  update: memberProcedure
    .input(changeSchema)
    .mutation(({ ctx, input }) => reschedule(ctx.context, ctx.user.id, input)),
  sendNow: memberProcedure.input(v.strictObject({ id: idField })).mutation(async ({ ctx, input }) => ({
    message: await ctx.context.scheduler.sendNow(ctx.user.id, input.id),
  })),
  remove: memberProcedure.input(v.strictObject({ id: idField })).mutation(async ({ ctx, input }) => {
    await unschedule(ctx.context, ctx.user.id, input.id);
    return {};
  }),
});
