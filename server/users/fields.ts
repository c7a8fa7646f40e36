import * as v from 'valibot';
import { nameSchema, statusSchema } from '../../protocol/chat.ts';
import { idSchema } from '../../protocol/ids.ts';
import { storable } from '../../protocol/text.ts';

export { storable };

export const nameField = v.pipe(nameSchema, storable);
export const statusField = v.pipe(statusSchema, storable);
export const searchField = v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(100), storable);
/** As the database writes it. */
export const idField = v.pipe(idSchema, v.toLowerCase());
/** Milliseconds since the epoch, up to the year 9999: what both JavaScript and the database can write. */
export const timeField = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(253_402_300_799_999));
