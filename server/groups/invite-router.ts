import * as v from 'valibot';
import { addressOf } from '../http/caller.ts';
import { memberProcedure, publicProcedure } from '../trpc/init.ts';
import { idField } from '../users/fields.ts';
import { joinByInvite, readInvitation } from './enter-by-invite.ts';
import { createGroupInvite, listGroupInvites, revokeGroupInvite } from './invites.ts';

/** Ten years. */
const LONGEST_MINUTES = 10 * 366 * 24 * 60;
const MOST_USES = 100_000;

const count = (max: number) => v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(max));
const byId = v.strictObject({ id: idField });
const byToken = v.strictObject({ token: v.pipe(v.string(), v.maxLength(100)) });
const inviteSchema = v.strictObject({
  id: idField,
  expiresInMinutes: v.optional(count(LONGEST_MINUTES)),
  uses: v.optional(count(MOST_USES)),
  admits: v.optional(v.boolean(), false),
});

/** Links into groups: a part of `groups`. */
export const groupInviteProcedures = {
  invites: memberProcedure
    .input(byId)
    .query(({ ctx, input }) => listGroupInvites(ctx.context, ctx.user.id, input.id)),

  createInvite: memberProcedure.input(inviteSchema).mutation(async ({ ctx, input }) => {
    const { id, token } = await createGroupInvite(ctx.context, ctx.user, input);
    const address = ctx.context.config.publicUrl ?? addressOf(ctx.request, ctx.caller);
    return { id, url: `${address}/join/g/${token}` };
  }),

  revokeInvite: memberProcedure.input(byId).mutation(async ({ ctx, input }) => {
    await revokeGroupInvite(ctx.context, ctx.user.id, input.id);
    return {};
  }),

  invitation: publicProcedure
    .input(byToken)
    .query(({ ctx, input }) => readInvitation(ctx.context, input.token, ctx.user?.id ?? null)),

  joinByInvite: memberProcedure
    .input(byToken)
    .mutation(({ ctx, input }) => joinByInvite(ctx.context, ctx.user.id, input.token)),
};
