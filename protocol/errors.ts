/** The closed list of what can go wrong between a client and the server. The page finds words for each. */
export const errorCodes = [
  'invalid', // the payload does not fit its schema, or its values contradict each other
  'unauthenticated', // no session, or it ended
  'forbidden', // seen, but not yours to do
  'not_found', // does not exist, or is not yours to see
  'conflict', // the state does not allow it (name taken, already a member, stale epoch)
  'rate_limited',
  'too_large',
  'over_quota', // the file does not fit what its owner may store
  'unsupported_type', // a file whose content is not what its name says, or is not accepted
  'busy', // the callee is in another call, or the password queue is full
  'call_full',
  'room_full', // two others sit in the room off the record
  'archived', // the group is archived: it can be read, and restored by who leads it
  'unavailable', // database, bus or media is away for the moment: try again
  'version_mismatch', // the client speaks another protocol version: reload
  'internal',
] as const;

export type ErrorCode = (typeof errorCodes)[number];

/**
 * `retryAfterMs` is set with `rate_limited` and, where known, with `unavailable` and `busy`; `leftBytes` with `over_quota`.
 * Its schema is in wire-error.ts: the page throws errors before it has any use for schemas.
 */
export interface WireError {
  code: ErrorCode;
  message: string;
  retryAfterMs?: number | undefined;
  leftBytes?: number | undefined;
}

interface ErrorOptions {
  readonly cause?: unknown;
  readonly retryAfterMs?: number | undefined;
  readonly leftBytes?: number | undefined;
}

/** The one error type that crosses module borders on both sides; mapped once per transport. */
export class ParleyError extends Error {
  readonly code: ErrorCode;
  readonly retryAfterMs: number | undefined;
  readonly leftBytes: number | undefined;

  constructor(code: ErrorCode, message: string, options: ErrorOptions = {}) {
    super(message, { cause: options.cause });
    this.name = 'ParleyError';
    this.code = code;
    this.retryAfterMs = options.retryAfterMs;
    this.leftBytes = options.leftBytes;
  }

  toWire(): WireError {
    return {
      code: this.code,
      message: this.message,
      ...(this.retryAfterMs === undefined ? {} : { retryAfterMs: this.retryAfterMs }),
      ...(this.leftBytes === undefined ? {} : { leftBytes: this.leftBytes }),
    };
  }

  static fromWire(error: WireError): ParleyError {
    const { retryAfterMs, leftBytes } = error;
    return new ParleyError(error.code, error.message, { retryAfterMs, leftBytes });
  }
}

export const invalid = (message: string, cause?: unknown) => new ParleyError('invalid', message, { cause });
export const unauthenticated = (message = 'Sign in first.') => new ParleyError('unauthenticated', message);
export const forbidden = (message: string) => new ParleyError('forbidden', message);
export const notFound = (what: string) => new ParleyError('not_found', `${what} was not found.`);
export const conflict = (message: string) => new ParleyError('conflict', message);
export const archived = () => new ParleyError('archived', 'This group is archived.');
export const tooLarge = (message: string) => new ParleyError('too_large', message);
export const overQuota = (leftBytes: number) =>
  new ParleyError('over_quota', 'This is more than you may still store here.', { leftBytes });
export const unavailable = (message: string, cause?: unknown) =>
  new ParleyError('unavailable', message, { cause });
export const rateLimited = (retryAfterMs: number) =>
  new ParleyError('rate_limited', 'Too many requests; wait a moment.', { retryAfterMs });

/** WebSocket close codes of our own (4000 to 4999). The client resumes after all but the first three. */
export const closeCodes = {
  signedOut: 4001,
  suspended: 4002,
  versionMismatch: 4003,
  tooSlow: 4010,
  badFrame: 4011,
  silent: 4012,
  rateLimited: 4013,
  helloExpected: 4014,
  unavailable: 4015,
} as const;
