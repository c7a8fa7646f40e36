import { forbidden } from '../../protocol/errors.ts';
import type { UpType } from '../../protocol/up.ts';

/** Whoever has no account meets strangers, is in the calls of those meetings, and talks off the record: nothing else. */
export function checkGuest(type: UpType): void {
  const [family] = type.split('.');
  const isCall = family === 'call' || family === 'sfu';
  const may =
    family === 'session' || family === 'meet' || family === 'direct' || (isCall && type !== 'call.start');
  if (!may) throw forbidden('Make an account for that.');
}
