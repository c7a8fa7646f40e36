import { fileSize } from './format.ts';
import { type ErrorCode, ParleyError } from '../../protocol/errors.ts';
import { UnableError } from '../unable.ts';

/** What the page says when something did not work; a place that knows better gives words of its own. */
const sentences = {
  invalid: 'Something in this is not as it should be. Check it and try again.',
  unauthenticated: 'You are signed out. Sign in to go on.',
  forbidden: 'You may not do this here.',
  not_found: 'This is not here, or no longer.',
  conflict: 'This does not go together with what is there now. Load the page again.',
  rate_limited: 'That was a lot at once. Wait a moment, then try again.',
  too_large: 'This is larger than this server accepts.',
  over_quota: 'There is not enough room left for your files. Delete some in the settings.',
  unsupported_type: 'This kind of file is not accepted, or its content is not what its name says.',
  busy: 'Busy at the moment. Try again shortly.',
  call_full: 'This call is full.',
  room_full: 'Two others are in this room.',
  archived: 'This group is archived: it can be read, and nothing more.',
  unavailable: 'The server cannot be reached at the moment. Try again shortly.',
  version_mismatch: 'Parley was updated. Load the page again.',
  internal: 'Something went wrong on the server. Try again.',
} as const satisfies Record<ErrorCode, string>;

export type Words = Partial<Record<ErrorCode, string>>;

export function wordsFor(error: unknown, own: Words = {}): string {
  if (error instanceof UnableError) return error.message;
  if (!(error instanceof ParleyError)) return sentences.internal;
  const words = own[error.code] ?? sentences[error.code];
  if (error.code === 'over_quota' && error.leftBytes !== undefined)
    return `There is room for ${fileSize(error.leftBytes)} more of your files. Delete some in the settings.`;
  return error.code === 'rate_limited' && error.retryAfterMs !== undefined
    ? `That was a lot at once. Try again in ${waitOf(error.retryAfterMs)}.`
    : words;
}

function waitOf(ms: number): string {
  const seconds = Math.max(1, Math.ceil(ms / 1000));
  if (seconds < 60) return seconds === 1 ? 'a second' : `${seconds} seconds`;
  const minutes = Math.ceil(seconds / 60);
  return minutes === 1 ? 'a minute' : `${minutes} minutes`;
}
