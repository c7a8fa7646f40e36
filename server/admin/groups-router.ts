import * as v from 'valibot';
import { moderatorProcedure, router } from '../trpc/init.ts';
import { idField, storable, timeField } from '../users/fields.ts';
import { archiveAsLeader, handOverAsLeader, listHeirs, makePrivateAsLeader } from './groups.ts';
import { listGroups } from './overview.ts';

const listSchema = v.strictObject({
  text: v.optional(v.pipe(v.string(), v.trim(), v.maxLength(100), storable), ''),
  before: v.optional(timeField),
});
const reason = v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(500), storable);
const order = { id: idField, reason };

/** Nothing of what was said is read or deleted, and members see what was done as if their owner had done it. */
export const groupsRouter = router({
  list: moderatorProcedure
    .input(listSchema)
    .query(({ ctx, input }) => listGroups(ctx.context.db.$client, input)),

  /** Members who could own it. */
  heirs: moderatorProcedure
    .input(v.strictObject({ id: idField }))
    .query(({ ctx, input }) => listHeirs(ctx.context.db.$client, input.id)),

  archive: moderatorProcedure
    .input(v.strictObject({ ...order, archived: v.boolean() }))
    .mutation(async ({ ctx, input }) => {
      await archiveAsLeader(ctx.context, ctx.user, input);
      return {};
    }),

  handOver: moderatorProcedure
    .input(v.strictObject({ ...order, userId: idField }))
    .mutation(async ({ ctx, input }) => {
      await handOverAsLeader(ctx.context, ctx.user, input);
      return {};
    }),

  makePrivate: moderatorProcedure.input(v.strictObject(order)).mutation(async ({ ctx, input }) => {
    await makePrivateAsLeader(ctx.context, ctx.user, input);
    return {};
  }),
});
