import { createTRPCClient, httpBatchLink, TRPCClientError } from '@trpc/client';
import { invalid, ParleyError, unavailable, type WireError } from '../../protocol/errors.ts';
import type { AppRouter } from '../../server/trpc/router.ts';
import type { Api } from './api.ts';

/** The server refuses longer batches. */
const MAX_BATCH = 10;

export type TrpcClient = ReturnType<typeof makeTrpcClient>;

export function makeTrpcClient(url = '/trpc') {
  return createTRPCClient<AppRouter>({ links: [httpBatchLink({ url, maxItems: MAX_BATCH })] });
}

export const makeBrowserApi = (): Api => makeApi(makeTrpcClient());

export function makeApi({ auth, users, groups, messages, files, admin, scheduled, meet }: TrpcClient): Api {
  return {
    server: () => asked(auth.server.query()),
    me: () => asked(auth.me.query()),
    signUp: (input) => asked(auth.signUp.mutate(input)),
    signIn: (input) => asked(auth.signIn.mutate(input)),
    signOut: async () => void (await asked(auth.signOut.mutate())),
    updateProfile: (input) => asked(users.update.mutate(input)),
    user: (id) => asked(users.byId.query({ id })),
    searchUsers: (text) => asked(users.search.query({ text })),
    onlineUsers: () => asked(users.online.query()),
    openDirect: (userId) => asked(groups.direct.mutate({ userId })),
    createGroup: (input) => asked(groups.create.mutate(input)),
    browse: (input) => asked(groups.browse.query(input)),
    join: (id) => asked(groups.join.mutate({ id })),
    joinByInvite: (token) => asked(groups.joinByInvite.mutate({ token })),
    leave: async (id) => void (await asked(groups.leave.mutate({ id }))),
    addMember: async (id, userId) => void (await asked(groups.addMember.mutate({ id, userId }))),
    removeMember: async (id, userId) => void (await asked(groups.removeMember.mutate({ id, userId }))),
    setRole: async (id, userId, role) => void (await asked(groups.setRole.mutate({ id, userId, role }))),
    updateGroup: (id, input) => asked(groups.update.mutate({ id, ...input })),
    archive: (id, archived) => asked(groups.archive.mutate({ id, archived })),
    dismissPreview: async (messageId, previewId) =>
      void (await asked(messages.dismissPreview.mutate({ messageId, previewId }))),
    history: (messageId) => asked(messages.history.query({ messageId })),
    pins: (conversationId) => asked(messages.pins.query({ conversationId })),
    voters: (messageId, option) => asked(messages.voters.query({ messageId, option })),
    schedule: (input) => asked(scheduled.create.mutate(input)),
    reschedule: (change) => asked(scheduled.update.mutate(change)),
    sendScheduled: async (id) => void (await asked(scheduled.sendNow.mutate({ id }))),
    unschedule: async (id) => void (await asked(scheduled.remove.mutate({ id }))),
    search: (input) =>
      asked(messages.search.query({ ...input, utcOffsetMinutes: -new Date().getTimezoneOffset() })),
    threads: (before) => asked(messages.threads.query(before ? { before } : {})),
    numberAt: async (conversationId, at) =>
      (await asked(messages.atDate.query({ conversationId, at }))).number,
    changeRules: (rules) => asked(admin.updateSettings.mutate(rules)),
    myConversations: () => asked(groups.mine.query()),
    changeSettings: (change) => asked(users.updateSettings.mutate(change)),
    changeConversationSettings: (conversationId, change) =>
      asked(users.setConversation.mutate({ conversationId, ...change })),
    pushKey: () => asked(users.pushKey.query()),
    subscribePush: async (target) => void (await asked(users.subscribePush.mutate(target))),
    unsubscribePush: async (endpoint) => void (await asked(users.unsubscribePush.mutate({ endpoint }))),
    file: (id) => asked(files.byId.query({ id })),
    keepWanted: (ids) => asked(files.keepWanted.mutate({ ids })),
    comeAsGuest: (name) => asked(auth.guest.mutate({ name })),
    meetTerms: () => asked(meet.terms.query()),
    stateAge: async () => void (await asked(meet.stateAge.mutate())),
    reportStranger: async (report) => void (await asked(meet.report.mutate(report))),
  };
}

/** A call whose failure is a ParleyError. */
export async function asked<T>(call: Promise<T>): Promise<T> {
  try {
    return await call;
  } catch (error) {
    throw toParleyError(error);
  }
}

function toParleyError(error: unknown): ParleyError {
  if (!(error instanceof TRPCClientError)) return unavailable('The server could not be reached.', error);
  const wire = wireErrorOf(error.data);
  if (wire) return ParleyError.fromWire(wire);
  return error.data ? invalid(error.message, error) : unavailable('The server could not be reached.', error);
}

function wireErrorOf(data: unknown): WireError | null {
  if (typeof data !== 'object' || data === null || !('parley' in data)) return null;
  // The server formats every error so; see server/trpc/API.md.
  return data.parley as WireError;
}
