import * as v from 'valibot';
import { descriptionSchema, groupRoleSchema, visibilitySchema } from '../../protocol/chat.ts';
import { idSchema } from '../../protocol/ids.ts';
import { memberProcedure, router } from '../trpc/init.ts';
import { nameField as name, storable } from '../users/fields.ts';
import { archiveGroup } from './archive.ts';
import { createGroup, openDirect } from './create.ts';
import { groupInviteProcedures } from './invite-router.ts';
import { addMember, joinGroup, leaveGroup, removeMember, setRole } from './members.ts';
import { findMembership } from './membership.ts';
import { listConversations, readConversation } from './read-conversations.ts';
import { browseGroups, updateGroup } from './settings.ts';

/** Ids are compared with those of the database. */
const id = v.pipe(idSchema, v.toLowerCase());
const MOST_AT_ONCE = 500;
const description = v.pipe(descriptionSchema, storable);

export const groupsRouter = router({
  mine: memberProcedure.query(async ({ ctx }) => {
    const { conversations } = await listConversations(ctx.context.db, ctx.user.id);
    return conversations;
  }),
  browse: memberProcedure
    .input(
      v.object({
        text: v.optional(v.pipe(v.string(), v.maxLength(100), storable), ''),
        offset: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(100_000)), 0),
      }),
    )
    .query(({ ctx, input }) => browseGroups(ctx.context.db, ctx.user.id, input)),
  byId: memberProcedure.input(v.object({ id })).query(async ({ ctx, input }) => {
    const { conversationId } = await findMembership(ctx.context.db, ctx.user.id, input.id);
    return readConversation(ctx.context.db, conversationId, ctx.user.id);
  }),
  create: memberProcedure
    .input(
      v.object({
        name,
        description,
        visibility: visibilitySchema,
        memberIds: v.pipe(v.array(id), v.maxLength(MOST_AT_ONCE)),
      }),
    )
    .mutation(({ ctx, input }) => createGroup(ctx.context, ctx.user.id, input)),
  direct: memberProcedure
    .input(v.object({ userId: id }))
    .mutation(({ ctx, input }) => openDirect(ctx.context, ctx.user.id, input.userId)),
  join: memberProcedure
    .input(v.object({ id }))
    .mutation(({ ctx, input }) => joinGroup(ctx.context, ctx.user.id, input.id)),
  leave: memberProcedure.input(v.object({ id })).mutation(async ({ ctx, input }) => {
    await leaveGroup(ctx.context, ctx.user.id, input.id);
    return {};
  }),
  addMember: memberProcedure.input(v.object({ id, userId: id })).mutation(async ({ ctx, input }) => {
    await addMember(ctx.context, ctx.user.id, input);
    return {};
  }),
  removeMember: memberProcedure.input(v.object({ id, userId: id })).mutation(async ({ ctx, input }) => {
    await removeMember(ctx.context, ctx.user.id, input);
    return {};
  }),
  setRole: memberProcedure
    .input(v.object({ id, userId: id, role: groupRoleSchema }))
    .mutation(async ({ ctx, input }) => {
      await setRole(ctx.context, ctx.user.id, input);
      return {};
    }),
  update: memberProcedure
    .input(
      v.object({
        id,
        name: v.optional(name),
        description: v.optional(description),
        visibility: v.optional(visibilitySchema),
        avatarFileId: v.optional(v.nullable(id)),
      }),
    )
    .mutation(({ ctx, input }) => updateGroup(ctx.context, ctx.user.id, input)),
  archive: memberProcedure
    .input(v.object({ id, archived: v.boolean() }))
    .mutation(({ ctx, input }) => archiveGroup(ctx.context, ctx.user.id, input)),
  ...groupInviteProcedures,
});
