export const MAX_TAGS = 10;
export const MAX_TAG_LENGTH = 32;

/** As tags are compared: trimmed, folded, without `#`, inner white space as one space. Empty where nothing is left. */
export function foldTag(raw: string): string {
  return raw
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\p{Cc}\p{Cf}]/gu, '')
    .replace(/\s+/gu, ' ')
    .trim()
    .replace(/^#+\s*/u, '');
}

/** Each once, in the order in which they were given, without the empty ones. */
export function foldTags(raw: readonly string[]): string[] {
  return [...new Set(raw.map(foldTag))].filter((tag) => tag !== '');
}
