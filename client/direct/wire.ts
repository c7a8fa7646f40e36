import * as v from 'valibot';
import { idSchema } from '../../protocol/ids.ts';
import { MAX_MESSAGE_LENGTH } from '../../protocol/limits.ts';

/**
 * What two browsers say to each other. Words about everything go over one channel; the bytes of files over another, each
 * file's between its `begin` and its `end`.
 */
const countSchema = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const MAX_FILE_NAME = 255;

export const talkSchema = v.variant('t', [
  /** First of all, from both: the last number that was heard from the other's seat. */
  v.object({ t: v.literal('hello'), heard: countSchema }),
  v.object({
    t: v.literal('say'),
    n: countSchema,
    id: idSchema,
    text: v.pipe(v.string(), v.minLength(1), v.maxLength(MAX_MESSAGE_LENGTH)),
  }),
  /** Kept up to this number: it need not be said again. */
  v.object({ t: v.literal('heard'), n: countSchema }),
  v.object({
    t: v.literal('file.offer'),
    id: idSchema,
    name: v.pipe(v.string(), v.minLength(1), v.maxLength(MAX_FILE_NAME)),
    size: countSchema,
    type: v.pipe(v.string(), v.maxLength(MAX_FILE_NAME)),
  }),
  /** From this byte on. */
  v.object({ t: v.literal('file.want'), id: idSchema, offset: countSchema }),
  /** So much of it is kept. */
  v.object({ t: v.literal('file.got'), id: idSchema, offset: countSchema }),
  v.object({ t: v.literal('file.done'), id: idSchema }),
  /** What arrived is not what was sent. */
  v.object({ t: v.literal('file.bad'), id: idSchema }),
  /** There is no room for more of it: nothing is to come until it is asked for again. */
  v.object({ t: v.literal('file.full'), id: idSchema }),
  /** One of the two does not want it any more. */
  v.object({ t: v.literal('file.stop'), id: idSchema }),
]);
export type Talk = v.InferOutput<typeof talkSchema>;
export type TalkOf<T extends Talk['t']> = Extract<Talk, { t: T }>;

export const markSchema = v.variant('t', [
  v.object({ t: v.literal('begin'), id: idSchema, offset: countSchema }),
  /** `sha256`: of all of it, as piece-hash.ts has it. */
  v.object({ t: v.literal('end'), id: idSchema, sha256: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/)) }),
]);
export type Mark = v.InferOutput<typeof markSchema>;

/** null: not as agreed; it is passed over. */
export const readTalk = (text: string): Talk | null => read(talkSchema, text);
export const readMark = (text: string): Mark | null => read(markSchema, text);

function read<S extends v.GenericSchema>(schema: S, text: string): v.InferOutput<S> | null {
  try {
    const result = v.safeParse(schema, JSON.parse(text));
    return result.success ? result.output : null;
  } catch {
    return null;
  }
}
