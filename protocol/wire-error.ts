import * as v from 'valibot';
import { errorCodes, type WireError } from './errors.ts';

export const wireErrorSchema = v.object({
  code: v.picklist(errorCodes),
  message: v.string(),
  retryAfterMs: v.optional(v.number()),
  leftBytes: v.optional(v.number()),
}) satisfies v.GenericSchema<unknown, WireError>;
