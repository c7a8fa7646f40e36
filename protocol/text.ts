import * as v from 'valibot';

/** The database keeps no NUL, and no half of a character. */
export const storable = v.check((text: string) => !text.includes('\u0000') && text.isWellFormed());
