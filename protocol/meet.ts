import * as v from 'valibot';
import { meetPathSchema } from './call.ts';
import { idSchema } from './ids.ts';
import { MAX_MEET_TEXT_LENGTH, MAX_NAME_LENGTH } from './limits.ts';
import { foldTags, MAX_TAG_LENGTH, MAX_TAGS } from './tags.ts';
import { storable } from './text.ts';

/**
 * Meeting a stranger. The server owns the state of each seat (one page of one person) and sends it whole: of two, the
 * higher `revision` holds. Nobody learns who the other is, nor their address where the path is not `direct`.
 */
const timeSchema = v.number();
const tagsSchema = v.pipe(
  v.array(v.pipe(v.string(), v.maxLength(4 * MAX_TAG_LENGTH))),
  v.maxLength(4 * MAX_TAGS),
  v.transform((tags: string[]) => foldTags(tags)),
  v.check((tags) => tags.length <= MAX_TAGS && tags.every((tag) => tag.length <= MAX_TAG_LENGTH)),
);

export const meetEndSchema = v.picklist([
  'next', // one of the two went on
  'stopped', // one of the two stopped
  'time', // the time was up
  'lost', // one of the two was away for too long
  'failed', // no way for the media was found
  'reported',
  'blocked',
  'closed', // the server stopped, or Meet was closed
]);
export type MeetEnd = v.InferOutput<typeof meetEndSchema>;

export const reportReasonSchema = v.picklist(['nudity', 'harassment', 'hate', 'minor', 'spam', 'other']);
export type ReportReason = v.InferOutput<typeof reportReasonSchema>;

/** What was, for the line that tells. `mine`: it was this seat that ended it. */
const pastSchema = v.object({ meetingId: idSchema, end: meetEndSchema, mine: v.boolean() });
export type PastMeeting = v.InferOutput<typeof pastSchema>;

export const meetingSchema = v.object({
  id: idSchema,
  /** Joined like any other call; in it, participants are known by names that hold for this meeting alone. */
  callId: idSchema,
  path: meetPathSchema,
  partner: v.object({ name: v.string(), present: v.boolean(), isMember: v.boolean() }),
  shared: v.array(v.string()),
  /** How long this seat searched, in milliseconds. */
  waitedMs: v.number(),
  startedAt: timeSchema,
  endsAt: timeSchema,
  /** Both have to want it. */
  extend: v.object({ mine: v.boolean(), theirs: v.boolean() }),
  /** null: pictures are shown from the start. Otherwise both have to want it. */
  reveal: v.nullable(v.object({ mine: v.boolean(), theirs: v.boolean() })),
  /** What the other wants is told only where both want it: the conversation it led to. */
  keep: v.object({ mine: v.boolean(), conversationId: v.nullable(idSchema) }),
  /** The operator keeps what is written. */
  keepsText: v.boolean(),
});
export type Meeting = v.InferOutput<typeof meetingSchema>;

export const meetStateSchema = v.variant('state', [
  v.object({ state: v.literal('idle'), past: v.nullable(pastSchema) }),
  v.object({
    state: v.literal('searching'),
    since: timeSchema,
    tags: v.array(v.string()),
    /** Anyone will do from then on. */
    widensAt: timeSchema,
    past: v.nullable(pastSchema),
  }),
  v.object({ state: v.literal('meeting'), meeting: meetingSchema }),
]);
export type MeetState = v.InferOutput<typeof meetStateSchema>;

export const meetStartSchema = v.strictObject({
  t: v.literal('meet.start'),
  tags: v.optional(tagsSchema, []),
  /** What the other is shown; text, never markup. */
  name: v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(MAX_NAME_LENGTH)),
});
export type MeetStart = v.InferOutput<typeof meetStartSchema>;
/** Ends the meeting and searches on with the same tags. Of a meeting that is over by then it ends nothing. */
export const meetNextSchema = v.strictObject({ t: v.literal('meet.next'), meetingId: v.optional(idSchema) });
export const meetStopSchema = v.strictObject({ t: v.literal('meet.stop') });
/** After the socket came back: what is, and what was missed. */
export const meetResumeSchema = v.strictObject({ t: v.literal('meet.resume') });
const inMeeting = { meetingId: idSchema };
/** Acknowledged means handed to the other, or held until they are back. The same `clientId` again is no second text. */
export const meetSaySchema = v.strictObject({
  t: v.literal('meet.say'),
  ...inMeeting,
  clientId: idSchema,
  text: v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(MAX_MEET_TEXT_LENGTH), storable),
});
/** A notice: gets no answer. */
export const meetTypingSchema = v.strictObject({
  t: v.literal('meet.typing'),
  ...inMeeting,
  stopped: v.optional(v.boolean(), false),
});
export const meetExtendSchema = v.strictObject({
  t: v.literal('meet.extend'),
  ...inMeeting,
  on: v.boolean(),
});
export const meetRevealSchema = v.strictObject({ t: v.literal('meet.reveal'), ...inMeeting });
/** Members only: a direct conversation, if both ask for it. */
export const meetKeepSchema = v.strictObject({ t: v.literal('meet.keep'), ...inMeeting, on: v.boolean() });
/** Ends the meeting; the two never meet again. Of the last meeting too. */
export const meetBlockSchema = v.strictObject({ t: v.literal('meet.block'), ...inMeeting });

export const meetUp = [
  meetStartSchema,
  meetNextSchema,
  meetStopSchema,
  meetResumeSchema,
  meetSaySchema,
  meetTypingSchema,
  meetExtendSchema,
  meetRevealSchema,
  meetKeepSchema,
  meetBlockSchema,
] as const;

interface Told {
  readonly state: MeetState;
  readonly revision: number;
}
export interface MeetReplies {
  'meet.start': Told;
  'meet.next': Told;
  'meet.stop': Told;
  'meet.resume': Told;
  'meet.say': { at: number };
  'meet.extend': Told;
  'meet.reveal': Told;
  'meet.keep': Told;
  'meet.block': Told;
}

export const meetDown = [
  v.object({ t: v.literal('meet.changed'), state: meetStateSchema, revision: v.number() }),
  v.object({
    t: v.literal('meet.said'),
    meetingId: idSchema,
    clientId: idSchema,
    text: v.string(),
    at: timeSchema,
  }),
  v.object({ t: v.literal('meet.typing'), meetingId: idSchema, stopped: v.boolean() }),
] as const;
