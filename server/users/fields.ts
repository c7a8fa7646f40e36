import * as v from 'valibot';
import { nameSchema, statusSchema } from '../../protocol/chat.ts';
import { idSchema } from '../../protocol/ids.ts';

/** The database keeps no NUL. */
const storable = v.check((text: string) => !text.includes('\u0000'));

export const nameField = v.pipe(nameSchema, storable);
export const statusField = v.pipe(statusSchema, storable);
export const searchField = v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(100), storable);
/** As the database writes it. */
export const idField = v.pipe(idSchema, v.toLowerCase());
