import pino, { type DestinationStream, type Logger } from 'pino';

export type { Logger };

/** JSON lines on standard error: standard output is for what the operator is told. Secrets never reach a line. */
export function createLogger(level: string, lines: DestinationStream = standardError()): Logger {
  const redact = {
    paths: ['password', 'token', 'cookie', '*.password', '*.token', '*.cookie'],
    censor: '[secret]',
  };
  const serializers = { err: describe };
  return pino({ level, base: null, timestamp: pino.stdTimeFunctions.isoTime, redact, serializers }, lines);
}

function standardError(): DestinationStream {
  return pino.destination({ fd: 2, sync: true });
}

/** What failed and where, not with what: drizzle tells a query's parameters, PostgreSQL the row that did not fit. */
function describe(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const message = withoutParameters(error.message);
  return {
    type: error.name,
    ...('code' in error && { code: error.code }),
    message,
    stack: error.stack?.replace(error.message, () => message),
    ...(error.cause !== undefined && { cause: describe(error.cause) }),
  };
}

function withoutParameters(message: string): string {
  return message.startsWith('Failed query: ') ? message.replace(/\nparams: .*$/s, '') : message;
}
