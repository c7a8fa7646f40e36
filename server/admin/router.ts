import * as v from 'valibot';
import { createClaim, listUnclaimed } from '../auth/claims.ts';
import { createInvite, listInvites, revokeInvite } from '../auth/invites.ts';
import { addressOf } from '../http/caller.ts';
import { memberProcedure, moderatorProcedure, ownerProcedure, router } from '../trpc/init.ts';
import { idField } from '../users/fields.ts';
import { readRules, updateRules } from './rules.ts';

/** Ten years. */
const LONGEST_WINDOW_MINUTES = 10 * 366 * 24 * 60;

const count = (max: number) => v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(max));
const inviteSchema = v.strictObject({
  expiresInDays: v.optional(count(3650)),
  uses: v.optional(count(100_000)),
});

const minutes = v.optional(
  v.nullable(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(LONGEST_WINDOW_MINUTES))),
);
const rulesSchema = v.strictObject({
  editWindowMinutes: minutes,
  deleteWindowMinutes: minutes,
  linkPreviews: v.optional(v.boolean()),
});

export const adminRouter = router({
  invites: moderatorProcedure.query(({ ctx }) => listInvites(ctx.context)),

  createInvite: moderatorProcedure.input(inviteSchema).mutation(async ({ ctx, input }) => {
    const { id, token } = await createInvite(ctx.context, ctx.user.id, input);
    const address = ctx.context.config.publicUrl ?? addressOf(ctx.request, ctx.caller);
    return { id, url: `${address}/join/${token}` };
  }),

  revokeInvite: moderatorProcedure.input(v.strictObject({ id: idField })).mutation(async ({ ctx, input }) => {
    await revokeInvite(ctx.context, input.id);
    return {};
  }),

  unclaimed: ownerProcedure.query(({ ctx }) => listUnclaimed(ctx.context.db)),

  createClaim: ownerProcedure.input(v.strictObject({ userId: idField })).mutation(async ({ ctx, input }) => {
    const token = await createClaim(ctx.context, ctx.user.id, input.userId);
    const address = ctx.context.config.publicUrl ?? addressOf(ctx.request, ctx.caller);
    return { url: `${address}/join/${token}` };
  }),

  settings: memberProcedure.query(({ ctx }) => readRules(ctx.context.db.$client)),

  updateSettings: ownerProcedure
    .input(rulesSchema)
    .mutation(({ ctx, input }) => updateRules(ctx.context, input)),
});
