/** What somebody typed as a part of a LIKE pattern: its signs stand for themselves. */
export const escapeLike = (text: string): string => text.replaceAll(/[\\%_]/g, '\\$&');
