import * as v from 'valibot';
import { serverRoleSchema } from '../../protocol/chat.ts';
import { moderatorProcedure, ownerProcedure, router } from '../trpc/init.ts';
import { idField, storable, timeField } from '../users/fields.ts';
import { listPeople, reinstate, setServerRole, signOutEverywhere, suspend } from './people.ts';

const MAX_REASON_LENGTH = 500;

const userSchema = v.strictObject({ userId: idField });
const listSchema = v.strictObject({
  text: v.optional(v.pipe(v.string(), v.trim(), v.maxLength(100), storable), ''),
  role: v.optional(serverRoleSchema),
  suspended: v.optional(v.boolean()),
  before: v.optional(v.strictObject({ createdAt: timeField, id: idField })),
});
const suspendSchema = v.strictObject({
  userId: idField,
  reason: v.optional(v.pipe(v.string(), v.trim(), v.maxLength(MAX_REASON_LENGTH), storable), ''),
});
const roleSchema = v.strictObject({ userId: idField, role: v.picklist(['moderator', 'member']) });

/** Nobody does any of it to who stands as high as they do, or higher; so nobody does it to themselves. */
export const peopleRouter = router({
  list: moderatorProcedure
    .input(listSchema)
    .query(({ ctx, input }) => listPeople(ctx.context.db.$client, input)),

  setRole: ownerProcedure.input(roleSchema).mutation(async ({ ctx, input }) => {
    await setServerRole(ctx.context, ctx.user, input);
    return {};
  }),

  suspend: moderatorProcedure.input(suspendSchema).mutation(async ({ ctx, input }) => {
    await suspend(ctx.context, ctx.user, input);
    return {};
  }),

  reinstate: moderatorProcedure.input(userSchema).mutation(async ({ ctx, input }) => {
    await reinstate(ctx.context, ctx.user, input.userId);
    return {};
  }),

  signOut: moderatorProcedure.input(userSchema).mutation(async ({ ctx, input }) => {
    await signOutEverywhere(ctx.context, ctx.user, input.userId);
    return {};
  }),
});
