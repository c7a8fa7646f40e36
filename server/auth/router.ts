import * as v from 'valibot';
import type { User } from '../../protocol/chat.ts';
import { forbidden, notFound } from '../../protocol/errors.ts';
import { MAX_PASSWORD_LENGTH, MIN_PASSWORD_LENGTH } from '../../protocol/limits.ts';
import { limitKey } from '../http/caller.ts';
import {
  memberProcedure,
  publicProcedure,
  router,
  sessionProcedure,
  type TrpcContext,
} from '../trpc/init.ts';
import { idField, nameField } from '../users/fields.ts';
import { changePassword, checkPassword, type Proven, signUp } from './accounts.ts';
import { endedSessionCookie, sessionCookie } from './cookies.ts';
import { admitGuest, GUEST_HOURS } from './guests.ts';
import { hasOwner } from './invites.ts';
import { endOtherSessions, endSession, listSessions, openSession } from './sessions.ts';

const usernameSchema = v.pipe(v.string(), v.trim(), v.toLowerCase(), v.regex(/^[a-z0-9._-]{2,32}$/));
const newPasswordSchema = v.pipe(
  v.string(),
  v.minLength(MIN_PASSWORD_LENGTH),
  v.maxLength(MAX_PASSWORD_LENGTH),
);
/** As it was given: a password that was good enough once is compared, not judged. */
const passwordSchema = v.pipe(v.string(), v.maxLength(MAX_PASSWORD_LENGTH));
const inviteSchema = v.pipe(v.string(), v.maxLength(100));

const signUpSchema = v.strictObject({
  username: usernameSchema,
  name: nameField,
  password: newPasswordSchema,
  invite: v.optional(inviteSchema),
  groupInvite: v.optional(inviteSchema),
});
/** Any text is tried as a username: a malformed one is as wrong as an unknown one. */
const signInSchema = v.strictObject({
  username: v.pipe(
    v.string(),
    v.trim(),
    v.toLowerCase(),
    v.maxLength(200),
    v.check((text) => !text.includes('\u0000')),
  ),
  password: passwordSchema,
});

export const authRouter = router({
  server: publicProcedure.query(async ({ ctx: { context } }) => ({
    registration: context.config.registration,
    needsOwner: !(await hasOwner(context.db)),
    /** Who may meet strangers here. */
    meet: (await context.meet.books.policy()).who,
  })),

  signUp: publicProcedure.input(signUpSchema).mutation(async ({ ctx, input }) => {
    await ctx.context.limits.take('signUp', limitKey(ctx.caller));
    return signInAs(ctx, await signUp(ctx.context, input));
  }),

  signIn: publicProcedure.input(signInSchema).mutation(async ({ ctx, input }) => {
    const address = limitKey(ctx.caller);
    await ctx.context.limits.take('signInByAddress', address);
    await ctx.context.limits.take('signIn', `${address} ${input.username}`);
    return signInAs(ctx, await checkPassword(ctx.context, input.username, input.password));
  }),

  /** For who meets strangers without an account; whoever has a session keeps it. */
  guest: publicProcedure.input(v.strictObject({ name: nameField })).mutation(async ({ ctx, input }) => {
    const { context, caller, user: known } = ctx;
    if (known) return known;
    const { who } = await context.meet.books.policy();
    if (who !== 'everyone') throw forbidden('This server has no place for guests.');
    await context.limits.take('signUp', limitKey(caller));
    const { user, token } = await admitGuest(context, input.name, ctx.request);
    const cookie = sessionCookie(token, context.config, caller, GUEST_HOURS * 60 * 60);
    ctx.responseHeaders.append('set-cookie', cookie);
    return user;
  }),

  signOut: sessionProcedure.mutation(async ({ ctx }) => {
    await endSession(ctx.context, ctx.user.id, ctx.session.id);
    ctx.responseHeaders.append('set-cookie', endedSessionCookie(ctx.context.config, ctx.caller));
    return {};
  }),

  me: publicProcedure.query(({ ctx }) => ctx.user),

  sessions: memberProcedure.query(({ ctx }) => listSessions(ctx.context, ctx.session)),

  endSession: memberProcedure.input(v.strictObject({ id: idField })).mutation(async ({ ctx, input }) => {
    if (!(await endSession(ctx.context, ctx.user.id, input.id))) throw notFound('This session');
    return {};
  }),

  changePassword: memberProcedure
    .input(v.strictObject({ current: passwordSchema, next: newPasswordSchema }))
    .mutation(async ({ ctx, input }) => {
      await ctx.context.limits.take('signIn', ctx.user.id);
      await changePassword(ctx.context, ctx.user.id, input);
      await endOtherSessions(ctx.context, ctx.session);
      return {};
    }),
});

async function signInAs(ctx: TrpcContext, proven: Proven): Promise<User> {
  const token = await openSession(ctx.context, proven, ctx.request);
  ctx.responseHeaders.append('set-cookie', sessionCookie(token, ctx.context.config, ctx.caller));
  return proven.user;
}
