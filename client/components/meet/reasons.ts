import type { ReportReason } from '../../../protocol/meet.ts';

export const REASONS: readonly { value: ReportReason; words: string }[] = [
  { value: 'nudity', words: 'Nudity or sexual acts' },
  { value: 'harassment', words: 'Harassment or threats' },
  { value: 'hate', words: 'Hate' },
  { value: 'minor', words: 'Seems to be under 18' },
  { value: 'spam', words: 'Spam or fraud' },
  { value: 'other', words: 'Something else' },
];

export const reasonWords = (reason: ReportReason): string =>
  REASONS.find(({ value }) => value === reason)?.words ?? reason;
