import pino, { type Logger } from 'pino';

export type { Logger };

/** JSON lines on standard error: standard output is for what the operator is told. Secrets never reach a line. */
export function createLogger(level: string): Logger {
  const redact = {
    paths: ['password', 'token', 'cookie', '*.password', '*.token', '*.cookie'],
    censor: '[secret]',
  };
  return pino(
    { level, base: null, timestamp: pino.stdTimeFunctions.isoTime, redact },
    pino.destination({ fd: 2, sync: true }),
  );
}
