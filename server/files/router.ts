import * as v from 'valibot';
import { idSchema } from '../../protocol/ids.ts';
import { memberProcedure, router } from '../trpc/init.ts';
import { toFileInfo } from './file-row.ts';
import { findReadable, listOfConversation, removeFile } from './files.ts';

const byIdSchema = v.strictObject({ id: idSchema });

export const filesRouter = router({
  byId: memberProcedure
    .input(byIdSchema)
    .query(async ({ ctx, input }) => toFileInfo(await findReadable(ctx.context.db, ctx.user.id, input.id))),

  ofConversation: memberProcedure
    .input(v.strictObject({ id: idSchema, before: v.optional(v.number()) }))
    .query(({ ctx, input }) => listOfConversation(ctx.context.db, ctx.user.id, input)),

  remove: memberProcedure.input(byIdSchema).mutation(async ({ ctx, input }) => {
    await removeFile(ctx.context, ctx.user.id, input.id);
    return {};
  }),
});
