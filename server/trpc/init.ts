import { initTRPC, TRPCError } from '@trpc/server';
import type { User } from '../../protocol/chat.ts';
import { type ErrorCode, forbidden, invalid, ParleyError, unauthenticated } from '../../protocol/errors.ts';
import type { Session } from '../auth/sessions.ts';
import type { Context } from '../context.ts';
import { toParleyError } from '../errors.ts';
import type { Caller } from '../http/caller.ts';

/** What every procedure is given. */
export interface TrpcContext {
  readonly context: Context;
  readonly request: Request;
  readonly caller: Caller;
  readonly session: Session | null;
  readonly user: User | null;
  /** Why no procedure is to run: too many requests, the database away. */
  readonly refusal: ParleyError | null;
  /** Goes out with the answer: cookies are set here. */
  readonly responseHeaders: Headers;
}

const t = initTRPC.context<TrpcContext>().create({
  isDev: false,
  errorFormatter: ({ shape, error }) => ({
    ...shape,
    data: { code: shape.data.code, httpStatus: shape.data.httpStatus, parley: parleyErrorOf(error).toWire() },
  }),
});

export const router = t.router;

/** Whatever a procedure throws leaves it as a `TRPCError` whose cause is the `ParleyError`. */
export const publicProcedure = t.procedure.use(async ({ ctx, next }) => {
  if (ctx.refusal) throw trpcErrorOf(ctx.refusal);
  const result = await next();
  if (result.ok) return result;
  throw trpcErrorOf(parleyErrorOf(result.error));
});

/** With a session: members, and guests who meet strangers. */
export const sessionProcedure = publicProcedure.use(({ ctx, next }) => {
  if (!ctx.session) throw unauthenticated();
  return next({ ctx: { session: ctx.session, user: ctx.session.user } });
});

/** Signed in, with an account. */
export const memberProcedure = sessionProcedure.use(({ ctx, next }) => {
  if (ctx.user.role === 'guest') throw forbidden('Make an account for that.');
  return next();
});

/** Owner or moderator of this server. */
export const moderatorProcedure = memberProcedure.use(({ ctx, next }) => {
  if (ctx.user.role !== 'owner' && ctx.user.role !== 'moderator') {
    throw forbidden('Only the owner and moderators of this server may do that.');
  }
  return next();
});

export const ownerProcedure = memberProcedure.use(({ ctx, next }) => {
  if (ctx.user.role !== 'owner') throw forbidden('Only the owner of this server may do that.');
  return next();
});

/** tRPC's own refusals (input that does not fit, no such procedure) have no `ParleyError` inside. */
export function parleyErrorOf(error: TRPCError): ParleyError {
  if (error.cause instanceof ParleyError) return error.cause;
  if (error.code === 'INTERNAL_SERVER_ERROR') return toParleyError(error.cause ?? error);
  if (error.code === 'NOT_FOUND') return new ParleyError('not_found', 'There is no such procedure.');
  if (error.code === 'PAYLOAD_TOO_LARGE') return new ParleyError('too_large', 'The request is too large.');
  return invalid(firstIssueOf(error.cause) ?? 'The request is not as expected.', error.cause);
}

function trpcErrorOf(error: ParleyError): TRPCError {
  return new TRPCError({ code: trpcCode[error.code], message: error.message, cause: error });
}

const trpcCode = {
  invalid: 'BAD_REQUEST',
  unauthenticated: 'UNAUTHORIZED',
  forbidden: 'FORBIDDEN',
  not_found: 'NOT_FOUND',
  conflict: 'CONFLICT',
  rate_limited: 'TOO_MANY_REQUESTS',
  too_large: 'PAYLOAD_TOO_LARGE',
  over_quota: 'PAYLOAD_TOO_LARGE',
  unsupported_type: 'UNSUPPORTED_MEDIA_TYPE',
  busy: 'SERVICE_UNAVAILABLE',
  call_full: 'CONFLICT',
  room_full: 'CONFLICT',
  archived: 'CONFLICT',
  unavailable: 'SERVICE_UNAVAILABLE',
  version_mismatch: 'BAD_REQUEST',
  internal: 'INTERNAL_SERVER_ERROR',
} as const satisfies Record<ErrorCode, TRPCError['code']>;

/** The field and the schema's words, never the value that was sent: it may be a password. */
function firstIssueOf(cause: unknown): string | null {
  if (!(cause instanceof Error) || !('issues' in cause) || !Array.isArray(cause.issues)) return null;
  const issue: unknown = cause.issues[0];
  if (typeof issue !== 'object' || issue === null || !('path' in issue) || !Array.isArray(issue.path))
    return null;
  const keys = issue.path.map((part: unknown) =>
    typeof part === 'object' && part !== null && 'key' in part ? String(part.key) : '',
  );
  return keys.length === 0 ? null : `${keys.join('.')}: not as expected.`;
}
