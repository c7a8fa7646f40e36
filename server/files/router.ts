import * as v from 'valibot';
import { memberProcedure, router } from '../trpc/init.ts';
import { idField, timeField } from '../users/fields.ts';
import { toFileInfo } from './file-row.ts';
import { findReadable, listOfConversation, removeFile } from './files.ts';

const byIdSchema = v.strictObject({ id: idField });

export const filesRouter = router({
  byId: memberProcedure
    .input(byIdSchema)
    .query(async ({ ctx, input }) => toFileInfo(await findReadable(ctx.context.db, ctx.user.id, input.id))),

  ofConversation: memberProcedure
    .input(v.strictObject({ id: idField, before: v.optional(timeField) }))
    .query(({ ctx, input }) => listOfConversation(ctx.context.db, ctx.user.id, input)),

  remove: memberProcedure.input(byIdSchema).mutation(async ({ ctx, input }) => {
    await removeFile(ctx.context, ctx.user.id, input.id);
    return {};
  }),
});
