import * as v from 'valibot';
import { notFound } from '../../protocol/errors.ts';
import { reportReasonSchema } from '../../protocol/meet.ts';
import { deviceCookie, readDeviceToken } from '../auth/cookies.ts';
import { makeToken } from '../auth/tokens.ts';
import {
  moderatorProcedure,
  ownerProcedure,
  publicProcedure,
  router,
  sessionProcedure,
  type TrpcContext,
} from '../trpc/init.ts';
import { idField, storable } from '../users/fields.ts';
import { ban, listBans, noteDevice, unban } from './bans.ts';
import { report } from './reports.ts';

const MAX_PICTURE = 160_000;
const reportSchema = v.strictObject({
  meetingId: idField,
  reasons: v.pipe(v.array(reportReasonSchema), v.minLength(1), v.maxLength(5)),
  text: v.optional(v.pipe(v.string(), v.trim(), v.maxLength(2_000), storable), ''),
  /** Base64 of a JPEG. */
  picture: v.optional(
    v.nullable(v.pipe(v.string(), v.maxLength(MAX_PICTURE), v.regex(/^\/9j\/[A-Za-z0-9+/]+={0,2}$/))),
    null,
  ),
});

const reason = v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(500), storable);
const banSchema = v.strictObject({
  userId: idField,
  reason,
  /** null: for good. */
  days: v.nullable(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(3_650))),
});

const policySchema = v.strictObject({
  who: v.optional(v.picklist(['off', 'members', 'everyone'])),
  blur: v.optional(v.boolean()),
});

export const meetRouter = router({
  /** What holds for whoever meets somebody here, told to those who are nobody here yet. */
  conditions: publicProcedure.query(async ({ ctx: { context } }) => conditionsOf(context)),

  /** What the page tells before anyone starts. */
  terms: sessionProcedure.query(async ({ ctx }) => {
    const { context, user } = ctx;
    const { meet } = context;
    await noteBrowser(ctx, { userId: user.id, sessionId: ctx.session.id });
    const [conditions, standing, tags] = await Promise.all([
      conditionsOf(context),
      meet.books.standing(user.id),
      context.popularTags(),
    ]);
    return { ...conditions, ...standing, tags };
  }),

  /** By the owner of this server; what is left out stays. */
  setPolicy: ownerProcedure.input(policySchema).mutation(async ({ ctx: { context, user }, input }) => {
    const policy = await context.meet.books.setPolicy(input, user, context.clock);
    context.nodes.permit(policy.who);
    context.log.info({ ...policy }, 'who may meet strangers was set');
    return policy;
  }),

  stateAge: sessionProcedure.mutation(async ({ ctx }) => {
    const { context, user } = ctx;
    await noteBrowser(ctx, { userId: user.id, sessionId: ctx.session.id });
    await context.meet.books.stateAge(user.id, context.clock.now());
    return {};
  }),

  /** Of a meeting that runs, or that is over: it ends, and the two do not meet again. */
  report: sessionProcedure.input(reportSchema).mutation(async ({ ctx: { context, user }, input }) => {
    const { meet } = context;
    const reportedId = await meet.books.partnerIn(input.meetingId, user.id);
    if (reportedId === null) throw notFound('The meeting');
    const { paused } = await report(context, { reporterId: user.id, reportedId }, input);
    await meet.reported({ meetingId: input.meetingId, userId: user.id, partnerId: reportedId, paused });
    return {};
  }),

  /** Those that hold. */
  bans: moderatorProcedure.query(({ ctx: { context } }) => listBans(context.db.$client, context.clock.now())),

  /** The account, and every browser that it was seen in here. */
  ban: moderatorProcedure.input(banSchema).mutation(({ ctx, input }) => ban(ctx.context, ctx.user, input)),

  unban: moderatorProcedure
    .input(v.strictObject({ id: idField, reason }))
    .mutation(async ({ ctx, input }) => {
      await unban(ctx.context, ctx.user, input);
      return {};
    }),
});

/** A browser keeps its name, whoever uses it, as long as it keeps its cookies. */
async function noteBrowser(
  { context, request, caller, responseHeaders }: TrpcContext,
  who: Parameters<typeof noteDevice>[1],
): Promise<void> {
  const token = readDeviceToken(context.config, request) ?? makeToken();
  responseHeaders.append('set-cookie', deviceCookie(token, context.config, caller));
  await noteDevice(context, who, token);
}

async function conditionsOf({ meet, config }: TrpcContext['context']) {
  const { who, blur } = await meet.books.policy();
  const { path, lengthMs, keepsText } = config.meet;
  return { who, blur, path, lengthMs, keepsText };
}
