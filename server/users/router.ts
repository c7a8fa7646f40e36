import * as v from 'valibot';
import { memberProcedure, router } from '../trpc/init.ts';
import { idField, nameField, searchField, statusField } from './fields.ts';
import { listOnline, readUser, searchUsers, updateProfile } from './users.ts';

const searchSchema = v.strictObject({ text: searchField });
const updateSchema = v.strictObject({
  name: v.optional(nameField),
  status: v.optional(statusField),
  avatarFileId: v.optional(v.nullable(idField)),
});

export const usersRouter = router({
  byId: memberProcedure
    .input(v.strictObject({ id: idField }))
    .query(({ ctx, input }) => readUser(ctx.context, input.id)),

  search: memberProcedure.input(searchSchema).query(({ ctx, input }) => searchUsers(ctx.context, input.text)),

  online: memberProcedure.query(({ ctx }) => listOnline(ctx.context)),

  update: memberProcedure
    .input(updateSchema)
    .mutation(({ ctx, input }) => updateProfile(ctx.context, ctx.user, input)),
});
