import * as v from 'valibot';
import { MAX_FILES_PER_MESSAGE } from '../../protocol/limits.ts';
import { memberProcedure, ownerProcedure, router } from '../trpc/init.ts';
import { idField } from '../users/fields.ts';
import { toFileInfo } from './file-row.ts';
import { readFileRules, updateFileRules } from './file-rules.ts';
import { findReadable } from './files.ts';
import { fileKinds, keepWanted, listOwn, listShared } from './gallery.ts';
import { readUse, setQuota } from './quota.ts';
import { removeFile } from './remove.ts';

/** A terabyte for each. */
const MOST_QUOTA_MB = 1024 * 1024;

const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const byIdSchema = v.strictObject({ id: idField });
const quotaField = v.nullable(v.pipe(count, v.maxValue(MOST_QUOTA_MB)));
const sharedSchema = v.strictObject({
  id: idField,
  kind: v.optional(v.picklist(fileKinds)),
  before: v.optional(v.strictObject({ number: count, position: v.pipe(count, v.maxValue(1000)) })),
});
const ownSchema = v.strictObject({ before: v.optional(v.strictObject({ size: count, id: idField })) });
const wantedSchema = v.strictObject({
  ids: v.pipe(v.array(idField), v.maxLength(10 * MAX_FILES_PER_MESSAGE)),
});
const rulesSchema = v.strictObject({
  userQuotaMb: v.optional(quotaField),
  stripOriginals: v.optional(v.boolean()),
});

export const filesRouter = router({
  byId: memberProcedure
    .input(byIdSchema)
    .query(async ({ ctx, input }) => toFileInfo(await findReadable(ctx.context.db, ctx.user.id, input.id))),

  ofConversation: memberProcedure
    .input(sharedSchema)
    .query(({ ctx, input }) => listShared(ctx.context.db, ctx.user.id, input)),

  mine: memberProcedure
    .input(ownSchema)
    .query(({ ctx, input }) => listOwn(ctx.context.db, ctx.user.id, input.before)),

  use: memberProcedure.query(({ ctx }) => readUse(ctx.context.db.$client, ctx.user.id)),

  keepWanted: memberProcedure
    .input(wantedSchema)
    .mutation(({ ctx, input }) => keepWanted(ctx.context, ctx.user.id, input.ids)),

  remove: memberProcedure.input(byIdSchema).mutation(async ({ ctx, input }) => {
    await removeFile(ctx.context, ctx.user.id, input.id);
    return {};
  }),

  rules: memberProcedure.query(({ ctx }) => readFileRules(ctx.context.db.$client)),

  updateRules: ownerProcedure
    .input(rulesSchema)
    .mutation(({ ctx, input }) => updateFileRules(ctx.context, ctx.user, input)),

  setQuota: ownerProcedure
    .input(v.strictObject({ userId: idField, quotaMb: quotaField }))
    .mutation(async ({ ctx, input }) => {
      await setQuota(ctx.context, ctx.user, input);
      return {};
    }),
});
