import * as v from 'valibot';
import { memberProcedure, router } from '../trpc/init.ts';
import { timeField } from '../users/fields.ts';
import { readRecentCalls } from './recent.ts';

export const callsRouter = router({
  recent: memberProcedure
    .input(v.strictObject({ before: v.optional(timeField) }))
    .query(({ ctx, input }) => readRecentCalls(ctx.context.db, ctx.user.id, input.before)),
});
