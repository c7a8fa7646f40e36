import * as v from 'valibot';
import { idSchema } from './ids.ts';
import { MAX_POLL_OPTION_LENGTH, MAX_POLL_OPTIONS } from './limits.ts';

/** Milliseconds since the epoch that a calendar can name. */
const momentSchema = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(8_640_000_000_000_000));
const optionSchema = v.pipe(
  v.string(),
  v.trim(),
  v.minLength(1),
  v.maxLength(MAX_POLL_OPTION_LENGTH),
  v.check((text) => !text.includes('\u0000')),
);

/** What a send asks for; the message's text is the question. */
export const newPollSchema = v.strictObject({
  options: v.pipe(
    v.array(optionSchema),
    v.minLength(2),
    v.maxLength(MAX_POLL_OPTIONS),
    v.check((options) => new Set(options).size === options.length),
  ),
  /** Whether one may choose several options. */
  several: v.optional(v.boolean(), false),
  anonymous: v.optional(v.boolean(), false),
  /** From then on nobody votes; null: until somebody closes it. */
  closesAt: v.optional(v.nullable(momentSchema), null),
});
export type NewPoll = v.InferOutput<typeof newPollSchema>;

/** A poll as everyone sees it; what one has chosen oneself is told apart (`chat.choices`, `chat.chose`). */
export const pollSchema = v.object({
  options: v.array(
    v.object({
      text: v.string(),
      count: v.number(),
      /** The first of them, as many as faces are shown; none where the poll is anonymous. */
      voterIds: v.array(idSchema),
    }),
  ),
  several: v.boolean(),
  anonymous: v.boolean(),
  /** People, however many options each has chosen. */
  voters: v.number(),
  closesAt: v.nullable(v.number()),
  /** When it was closed before that, by its author or a moderator. */
  closedAt: v.nullable(v.number()),
});
export type Poll = v.InferOutput<typeof pollSchema>;

/** The whole of one's choice, by the places of the options: it takes the place of the one before; none takes it back. */
export const voteSchema = v.strictObject({
  t: v.literal('chat.vote'),
  messageId: idSchema,
  choice: v.pipe(v.array(v.pipe(v.number(), v.integer(), v.minValue(0))), v.maxLength(MAX_POLL_OPTIONS)),
});
export type Vote = v.InferOutput<typeof voteSchema>;

/** One's own poll, or as owner or moderator of the group anybody's. One that is closed stays so. */
export const closePollSchema = v.strictObject({ t: v.literal('chat.closePoll'), messageId: idSchema });
export type ClosePoll = v.InferOutput<typeof closePollSchema>;

/** What one has chosen oneself; of what is no poll, or not to be seen, nothing is answered. */
export const choicesSchema = v.strictObject({
  t: v.literal('chat.choices'),
  messageIds: v.pipe(v.array(idSchema), v.maxLength(100)),
});
export type ChoicesQuery = v.InferOutput<typeof choicesSchema>;

/** State, not a change: of two the one with the higher revision of the message is the newer. */
const choiceSchema = v.object({
  messageId: idSchema,
  revision: v.number(),
  choice: v.array(v.number()),
});
export type Choice = v.InferOutput<typeof choiceSchema>;

export const pollUp = [voteSchema, closePollSchema, choicesSchema] as const;

/** To the voter's own devices: what they chose. */
export const pollDown = [v.object({ t: v.literal('chat.chose'), ...choiceSchema.entries })] as const;
