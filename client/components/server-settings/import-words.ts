import type { ImportCounts, ImportSummary } from '../../../protocol/imports.ts';
import { namesLine, plural } from '../../ui/format.ts';

const SKIPPED: Readonly<Record<string, (count: number) => string>> = {
  notice: (count) =>
    plural(count, 'notice of joining, leaving and the like', 'notices of joining, leaving and the like'),
  deleted: (count) => plural(count, 'deleted message'),
  empty: (count) => plural(count, 'message without text', 'messages without text'),
  noSender: (count) => plural(count, 'message of nobody', 'messages of nobody'),
  malformed: (count) => plural(count, 'entry that cannot be read', 'entries that cannot be read'),
  direct: (count) => plural(count, 'conversation with oneself', 'conversations with oneself'),
};
const LOSSES: Readonly<Record<string, (count: number) => string>> = {
  shortened: (count) => plural(count, 'message was shortened', 'messages were shortened'),
  fileAsLink: (count) => plural(count, 'file is a link', 'files are links'),
  unknownEmoji: (count) => plural(count, 'reaction has no emoji here', 'reactions have no emoji here'),
  reactionsOverLimit: (count) => plural(count, 'reaction was too many', 'reactions were too many'),
};

/** What will not come over; null: nothing is left out. */
export function skippedLine(skipped: ImportSummary['skipped']): string | null {
  return line(skipped, SKIPPED);
}

export function lossesLine(losses: ImportCounts['losses']): string | null {
  return line(losses, LOSSES);
}

function line(
  counts: Readonly<Record<string, number>>,
  words: Readonly<Record<string, (count: number) => string>>,
): string | null {
  const parts = Object.entries(counts).map(([kind, count]) => words[kind]?.(count) ?? `${count} ${kind}`);
  return parts.length === 0 ? null : namesLine(parts);
}
