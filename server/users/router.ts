import * as v from 'valibot';
import { conversationSettingsSchema, userSettingsSchema } from '../../protocol/settings.ts';
import { memberProcedure, router } from '../trpc/init.ts';
import { pushTargetSchema, subscribe, unsubscribe } from '../push/subscriptions.ts';
import { idField, nameField, searchField, statusField } from './fields.ts';
import { readSettings, updateConversationSettings, updateSettings } from './settings.ts';
import { listOnline, readUser, searchUsers, updateProfile } from './users.ts';

const searchSchema = v.strictObject({ text: searchField });
const updateSchema = v.strictObject({
  name: v.optional(nameField),
  status: v.optional(statusField),
  avatarFileId: v.optional(v.nullable(idField)),
});

const { level, mutedUntil } = conversationSettingsSchema.entries;
const conversationSchema = v.strictObject({
  conversationId: idField,
  level: v.optional(level),
  mutedUntil: v.optional(mutedUntil),
});
const settingsSchema = v.partial(v.strictObject(userSettingsSchema.entries));

export const usersRouter = router({
  byId: memberProcedure
    .input(v.strictObject({ id: idField }))
    .query(({ ctx, input }) => readUser(ctx.context, input.id)),

  search: memberProcedure.input(searchSchema).query(({ ctx, input }) => searchUsers(ctx.context, input.text)),

  online: memberProcedure.query(({ ctx }) => listOnline(ctx.context)),

  update: memberProcedure
    .input(updateSchema)
    .mutation(({ ctx, input }) => updateProfile(ctx.context, ctx.user, input)),

  settings: memberProcedure.query(({ ctx }) => readSettings(ctx.context.db.$client, ctx.user.id)),

  updateSettings: memberProcedure
    .input(settingsSchema)
    .mutation(({ ctx, input }) => updateSettings(ctx.context, ctx.user.id, input)),

  setConversation: memberProcedure
    .input(conversationSchema)
    .mutation(({ ctx, input }) => updateConversationSettings(ctx.context, ctx.user.id, input)),

  pushKey: memberProcedure.query(async ({ ctx }) => ({ key: await ctx.context.push.publicKey() })),

  subscribePush: memberProcedure.input(pushTargetSchema).mutation(async ({ ctx, input }) => {
    const { db, push } = ctx.context;
    const mayReach = (endpoint: string) => push.mayReach(endpoint);
    await subscribe({ db, mayReach }, { userId: ctx.user.id, sessionId: ctx.session.id }, input);
    return {};
  }),

  unsubscribePush: memberProcedure
    .input(v.pick(pushTargetSchema, ['endpoint']))
    .mutation(async ({ ctx, input }) => {
      await unsubscribe(ctx.context.db, ctx.user.id, input.endpoint);
      return {};
    }),
});
