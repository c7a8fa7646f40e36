import * as v from 'valibot';
import { nameSchema, statusSchema } from '../../protocol/chat.ts';
import { idSchema } from '../../protocol/ids.ts';
import { memberProcedure, router } from '../trpc/init.ts';
import { listOnline, readUser, searchUsers, updateProfile } from './users.ts';

const MAX_SEARCH_LENGTH = 100;

const searchSchema = v.strictObject({
  text: v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(MAX_SEARCH_LENGTH)),
});
const updateSchema = v.strictObject({
  name: v.optional(nameSchema),
  status: v.optional(statusSchema),
  avatarFileId: v.optional(v.nullable(idSchema)),
});

export const usersRouter = router({
  byId: memberProcedure
    .input(v.strictObject({ id: idSchema }))
    .query(({ ctx, input }) => readUser(ctx.context, input.id)),

  search: memberProcedure.input(searchSchema).query(({ ctx, input }) => searchUsers(ctx.context, input.text)),

  online: memberProcedure.query(({ ctx }) => listOnline(ctx.context)),

  update: memberProcedure
    .input(updateSchema)
    .mutation(({ ctx, input }) => updateProfile(ctx.context, ctx.user, input)),
});
