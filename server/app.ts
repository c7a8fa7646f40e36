import { Elysia } from 'elysia';
import { forbidden, notFound, tooLarge, unauthenticated } from '../protocol/errors.ts';
import { authenticate, type Session } from './auth/sessions.ts';
import { leaveByBeacon } from './calls/beacon.ts';
import type { Context } from './context.ts';
import { errorResponse, toParleyError } from './errors.ts';
import { download } from './files/download.ts';
import { receive } from './files/receive.ts';
import type { Bearer } from './files/transfers.ts';
import { createExportRoutes } from './export/routes.ts';
import { UPLOAD_PATH } from './files/uploads.ts';
import { type Caller, limitKey } from './http/caller.ts';
import { createReadiness } from './http/health.ts';
import type { Tier } from './http/limits.ts';
import type { Metrics } from './http/metrics.ts';
import { checkOrigin } from './http/origins.ts';
import { createImportRoutes } from './imports/routes.ts';
import { servePicture } from './previews/serve-picture.ts';
import { handleTrpc } from './trpc/handler.ts';

/** Handlers read the body themselves: uploads are streams, and tRPC has its own parser. */
const AS_IT_COMES = { parse: 'none' } as const;
const FILE_ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const MAX_BEACON_BYTES = 1024;
const NOBODY: Caller = { address: '', secure: false };

export type Answer = (request: Request, caller: Caller) => Promise<Response>;

export interface AppParts {
  readonly context: Context;
  readonly metrics: Metrics;
  readonly serveStatic: (request: Request) => Promise<Response>;
}

/** Everything that is answered over HTTP. What throws below becomes a typed error here. */
export function createApp({ context, metrics, serveStatic }: AppParts): Answer {
  const { config } = context;
  const callers = new WeakMap<Request, Caller>();
  const callerOf = (request: Request) => callers.get(request) ?? NOBODY;
  const admit = (request: Request, tier: Tier) =>
    requireMember(context, request, { tier, caller: callerOf(request) });
  const upload = async ({ request }: { request: Request }) => {
    const since = context.clock.now();
    return receive(context, request, { since, bearer: bearerOf(await admit(request, 'general')) });
  };
  const readinessNow = createReadiness(context);

  const app = new Elysia()
    .onRequest(({ request }) => checkOrigin(request, config.publicUrl))
    .onError(({ error }) => explain(context, error))
    .get('/healthz', () => new Response('ok\n'))
    .get('/readyz', async ({ request }) => {
      await context.limits.take('probes', limitKey(callerOf(request)));
      const readiness = await readinessNow();
      return Response.json(readiness, { status: readiness.ready ? 200 : 503 });
    })
    .get('/metrics', ({ request }) => metrics.respond(request, callerOf(request)))
    .all('/trpc/*', ({ request }) => handleTrpc(context, request, callerOf(request)), AS_IT_COMES)
    .all(UPLOAD_PATH, upload, AS_IT_COMES)
    .all(`${UPLOAD_PATH}/*`, upload, AS_IT_COMES)
    .use(createExportRoutes(context, (request) => admit(request, 'general')))
    .use(createImportRoutes(context.imports, (request) => admit(request, 'general')))
    .post(
      '/calls/leave',
      async ({ request }) => {
        const caller = callerOf(request);
        const { userId } = await requireSession(context, request, { tier: 'general', caller });
        leaveByBeacon(context.nodes, userId, await readShort(request));
        return new Response(null, { status: 204 });
      },
      AS_IT_COMES,
    )
    .all('/files/:id', async ({ request, params: { id } }) => {
      if (request.method !== 'GET' && request.method !== 'HEAD') throw notFound('This address');
      const since = context.clock.now();
      const session = await admit(request, 'downloads');
      if (!FILE_ID.test(id)) throw notFound('This file');
      return download(context, request, { id, since, bearer: bearerOf(session) });
    })
    .all('/files/previews/:id', async ({ request, params: { id } }) => {
      if (request.method !== 'GET' && request.method !== 'HEAD') throw notFound('This address');
      const { userId } = await admit(request, 'downloads');
      if (!FILE_ID.test(id)) throw notFound('This picture');
      return servePicture(context, request, { id, userId });
    })
    .all('/*', ({ request }) => serveStatic(request));

  return async (request, caller) => {
    callers.set(request, caller);
    const answer = await app.handle(request);
    metrics.answered(request, answer.status);
    return answer;
  };
}

const bearerOf = ({ id, userId }: Session): Bearer => ({ sessionId: id, userId });

/** What a page says with its last breath: two ids. */
async function readShort(request: Request): Promise<string> {
  const length = Number(request.headers.get('content-length') ?? Number.POSITIVE_INFINITY);
  if (!(length <= MAX_BEACON_BYTES)) throw tooLarge('This is no message of a closing page.');
  return request.text();
}

/** Guests have no files, and nothing to bring over. */
async function requireMember(...given: Parameters<typeof requireSession>): Promise<Session> {
  const session = await requireSession(...given);
  if (session.isGuest) throw forbidden('Make an account for that.');
  return session;
}

async function requireSession(
  context: Context,
  request: Request,
  { tier, caller }: { tier: Tier; caller: Caller },
): Promise<Session> {
  const session = await authenticate(context, request);
  await context.limits.take(tier, session?.id ?? limitKey(caller));
  if (!session) throw unauthenticated();
  return session;
}

function explain({ log }: Pick<Context, 'log'>, error: unknown): Response {
  if (isUnknownAddress(error)) return errorResponse(notFound('This address'));
  const known = toParleyError(error);
  if (known.code === 'internal') log.error({ err: known.cause ?? known }, 'request failed');
  return errorResponse(known);
}

function isUnknownAddress(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'NOT_FOUND';
}
