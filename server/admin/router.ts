import * as v from 'valibot';
import { createClaim, listUnclaimed } from '../auth/claims.ts';
import { createInvite, listInvites, revokeInvite } from '../auth/invites.ts';
import { addressOf } from '../http/caller.ts';
import { memberProcedure, moderatorProcedure, ownerProcedure, router } from '../trpc/init.ts';
import { idField, timeField } from '../users/fields.ts';
import { groupsRouter } from './groups-router.ts';
import { listAudit, verifyAudit } from './audit.ts';
import { readStorage } from './overview.ts';
import { peopleRouter } from './people-router.ts';
import { handleReport, listReports, readEvidence, reportActions } from './reports.ts';
import { readHistory } from './rollup.ts';
import { readRules, updateRules } from './rules.ts';
import { readSources } from './sources.ts';

/** Ten years. */
const LONGEST_WINDOW_MINUTES = 10 * 366 * 24 * 60;
const AUDIT_PAGE = 50;

const count = (max: number) => v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(max));
const byIdSchema = v.strictObject({ id: idField });
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
const reportsSchema = v.strictObject({ open: v.boolean(), before: v.optional(timeField) });
const handleSchema = v.strictObject({
  id: idField,
  action: v.picklist(reportActions),
  /** Of a pause. */
  days: v.optional(count(365), 1),
});

export const adminRouter = router({
  invites: moderatorProcedure.query(({ ctx }) => listInvites(ctx.context)),

  createInvite: moderatorProcedure.input(inviteSchema).mutation(async ({ ctx, input }) => {
    const { id, token } = await createInvite(ctx.context, ctx.user, input);
    const address = ctx.context.config.publicUrl ?? addressOf(ctx.request, ctx.caller);
    return { id, url: `${address}/join/${token}` };
  }),

  revokeInvite: moderatorProcedure.input(byIdSchema).mutation(async ({ ctx, input }) => {
    await revokeInvite(ctx.context, ctx.user, input.id);
    return {};
  }),

  unclaimed: ownerProcedure.query(({ ctx }) => listUnclaimed(ctx.context.db)),

  createClaim: ownerProcedure.input(v.strictObject({ userId: idField })).mutation(async ({ ctx, input }) => {
    const token = await createClaim(ctx.context, ctx.user, input.userId);
    const address = ctx.context.config.publicUrl ?? addressOf(ctx.request, ctx.caller);
    return { url: `${address}/join/${token}` };
  }),

  settings: memberProcedure.query(({ ctx }) => readRules(ctx.context.db.$client)),

  updateSettings: ownerProcedure
    .input(rulesSchema)
    .mutation(({ ctx, input }) => updateRules(ctx.context, ctx.user, input)),

  /** What happens now; `admin.watch` over the socket goes on telling it. */
  live: moderatorProcedure.query(({ ctx }) => ctx.context.live.read()),

  /** Day by day, today included as far as it went. */
  history: moderatorProcedure
    .input(v.strictObject({ days: count(366) }))
    .query(({ ctx, input }) => readHistory(ctx.context, input.days)),

  people: peopleRouter,

  groups: groupsRouter,

  reports: moderatorProcedure
    .input(reportsSchema)
    .query(({ ctx, input }) => listReports(ctx.context.db.$client, input)),

  evidence: moderatorProcedure
    .input(byIdSchema)
    .query(({ ctx, input }) => readEvidence(ctx.context.db.$client, input.id)),

  handleReport: moderatorProcedure.input(handleSchema).mutation(async ({ ctx, input }) => {
    await handleReport(ctx.context, ctx.user, input);
    return {};
  }),

  audit: moderatorProcedure
    .input(v.strictObject({ before: v.optional(count(Number.MAX_SAFE_INTEGER)) }))
    .query(({ ctx, input }) => listAudit(ctx.context.db.$client, { ...input, limit: AUDIT_PAGE })),

  verifyAudit: moderatorProcedure.query(({ ctx }) => verifyAudit(ctx.context.db.$client)),

  sources: ownerProcedure.query(({ ctx }) => readSources(ctx.context)),

  storage: moderatorProcedure.query(({ ctx }) => readStorage(ctx.context)),
});
