import { fetchRequestHandler } from '@trpc/server/adapters/fetch';
import { type ParleyError, tooLarge } from '../../protocol/errors.ts';
import { readSessionToken, sessionCookie } from '../auth/cookies.ts';
import { authenticate, renewSession, type Session } from '../auth/sessions.ts';
import type { Context } from '../context.ts';
import { toParleyError } from '../errors.ts';
import { type Caller, limitKey } from '../http/caller.ts';
import { parleyErrorOf, type TrpcContext } from './init.ts';
import { appRouter } from './router.ts';

const MAX_BATCH = 10;
const MAX_BODY_BYTES = 256 * 1024;

/** Everything below /trpc. A request that may not go on is refused by the procedures, so that the answer is tRPC's. */
export function handleTrpc(context: Context, request: Request, caller: Caller): Promise<Response> {
  return fetchRequestHandler({
    endpoint: '/trpc',
    req: request,
    router: appRouter,
    maxBatchSize: MAX_BATCH,
    createContext: ({ resHeaders, info }) =>
      createTrpcContext({ context, request, caller, responseHeaders: resHeaders }, info.calls.length),
    onError: ({ error, path }) => {
      const known = parleyErrorOf(error);
      if (known.code === 'internal')
        context.log.error({ err: known.cause ?? known, path }, 'procedure failed');
    },
  });
}

type Given = Pick<TrpcContext, 'context' | 'request' | 'caller' | 'responseHeaders'>;

async function createTrpcContext(given: Given, calls: number): Promise<TrpcContext> {
  const { session, refusal } = await admit(given, calls);
  return { ...given, session, user: session?.user ?? null, refusal };
}

/** A batch counts as the calls that it is made of. */
async function admit(
  given: Given,
  calls: number,
): Promise<{ session: Session | null; refusal: ParleyError | null }> {
  const { context, request, caller } = given;
  let session: Session | null = null;
  try {
    checkSize(request);
    session = await authenticate(context, request);
    await context.limits.take('general', session?.id ?? limitKey(caller), calls);
    if (session?.isDue) {
      await renewSession(context, session);
      renewCookie(given);
    }
    return { session, refusal: null };
  } catch (error) {
    return { session, refusal: toParleyError(error) };
  }
}

/** A body of unknown length would be read whole before it could be refused. */
function checkSize(request: Request): void {
  if (request.body === null) return;
  const length = Number(request.headers.get('content-length') ?? Number.NaN);
  if (!(length <= MAX_BODY_BYTES))
    throw tooLarge(`A request has at most ${MAX_BODY_BYTES} bytes, and tells how many.`);
}

function renewCookie({ context, request, caller, responseHeaders }: Given): void {
  const token = readSessionToken(context.config, request);
  if (token) responseHeaders.append('set-cookie', sessionCookie(token, context.config, caller));
}
