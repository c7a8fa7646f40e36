import * as v from 'valibot';
import { notFound } from '../../protocol/errors.ts';
import { reportReasonSchema } from '../../protocol/meet.ts';
import { ownerProcedure, router, sessionProcedure } from '../trpc/init.ts';
import { idField } from '../users/fields.ts';
import { popularTags } from './popular-tags.ts';
import { report } from './reports.ts';

const MAX_PICTURE = 160_000;
const reportSchema = v.strictObject({
  meetingId: idField,
  reasons: v.pipe(v.array(reportReasonSchema), v.minLength(1), v.maxLength(5)),
  text: v.optional(v.pipe(v.string(), v.trim(), v.maxLength(2_000)), ''),
  /** Base64 of a JPEG. */
  picture: v.optional(
    v.nullable(v.pipe(v.string(), v.maxLength(MAX_PICTURE), v.regex(/^\/9j\/[A-Za-z0-9+/]+={0,2}$/))),
    null,
  ),
});

const policySchema = v.strictObject({
  who: v.optional(v.picklist(['off', 'members', 'everyone'])),
  blur: v.optional(v.boolean()),
});

export const meetRouter = router({
  /** What the page tells before anyone starts. */
  terms: sessionProcedure.query(async ({ ctx: { context, user } }) => {
    const { meet } = context;
    const [{ who, blur }, standing] = await Promise.all([meet.books.policy(), meet.books.standing(user.id)]);
    const { path, lengthMs, keepsText } = context.config.meet;
    return { who, blur, path, lengthMs, keepsText, ...standing, tags: await popularTags(context) };
  }),

  /** By the owner of this server; what is left out stays. */
  setPolicy: ownerProcedure.input(policySchema).mutation(async ({ ctx: { context, user }, input }) => {
    const policy = await context.meet.books.setPolicy(input, user, context.clock);
    context.log.info({ ...policy }, 'who may meet strangers was set');
    return policy;
  }),

  stateAge: sessionProcedure.mutation(async ({ ctx: { context, user } }) => {
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
});
