import { type ErrorCode, ParleyError, unavailable } from '../protocol/errors.ts';

/** Anything that was thrown, as the one error type that leaves the server. Unknown errors become `internal`. */
export function toParleyError(error: unknown): ParleyError {
  if (error instanceof ParleyError) return error;
  if (isDatabaseAway(error))
    return unavailable('The server cannot reach its database for the moment.', error);
  return new ParleyError('internal', 'Something went wrong on the server.', { cause: error });
}

/** The error as JSON `{ error: WireError }`, with the status that HTTP has for it. */
export function errorResponse(error: ParleyError): Response {
  const headers = new Headers({ 'cache-control': 'no-store' });
  if (error.retryAfterMs !== undefined) {
    headers.set('retry-after', String(Math.max(1, Math.ceil(error.retryAfterMs / 1000))));
  }
  return Response.json({ error: error.toWire() }, { status: httpStatus[error.code], headers });
}

export const httpStatus = {
  invalid: 400,
  unauthenticated: 401,
  forbidden: 403,
  not_found: 404,
  conflict: 409,
  rate_limited: 429,
  too_large: 413,
  over_quota: 413,
  unsupported_type: 415,
  busy: 503,
  call_full: 409,
  room_full: 409,
  archived: 409,
  unavailable: 503,
  version_mismatch: 400,
  internal: 500,
} as const satisfies Record<ErrorCode, number>;

/** Connection errors of postgres.js and of the socket below it. */
const AWAY = new Set([
  'CONNECT_TIMEOUT',
  'CONNECTION_CLOSED',
  'CONNECTION_ENDED',
  'CONNECTION_DESTROYED',
  'ECONNREFUSED',
  'ECONNRESET',
  'ENOTFOUND',
  'EPIPE',
]);
/** PostgreSQL's own: shutting down, starting up, out of connections, a broken connection. */
const AWAY_STATE = /^(57P0[1-5]|53300|08...)$/;

export function isDatabaseAway(error: unknown): boolean {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    const code = 'code' in cause ? cause.code : undefined;
    if (typeof code === 'string' && (AWAY.has(code) || AWAY_STATE.test(code))) return true;
  }
  return false;
}

/** As PostgreSQL names it. */
const UNIQUE_VIOLATION = '23505';

/** A row with this key is there already. */
export function isTaken(error: unknown): boolean {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    if ('code' in cause && cause.code === UNIQUE_VIOLATION) return true;
  }
  return false;
}
