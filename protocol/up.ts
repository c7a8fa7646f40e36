import * as v from 'valibot';
import { type AdminReplies, adminUp } from './admin.ts';
import { type CallReplies, callUp } from './call.ts';
import { type ChatReplies, chatUp } from './chat.ts';
import { type DirectReplies, directUp } from './direct.ts';
import { type DraftReplies, draftUp } from './draft.ts';
import { type MeetReplies, meetUp } from './meet.ts';
import { presenceUp } from './presence.ts';
import { sessionUp } from './session.ts';
import { type SfuReplies, sfuUp } from './sfu.ts';

/** Everything a client may send. */
export const upSchema = v.variant('t', [
  ...sessionUp,
  ...chatUp,
  ...draftUp,
  ...presenceUp,
  ...callUp,
  ...sfuUp,
  ...meetUp,
  ...directUp,
  ...adminUp,
]);
export type Up = v.InferOutput<typeof upSchema>;
export type UpInput = v.InferInput<typeof upSchema>;
export type UpType = Up['t'];
export type UpOf<T extends UpType> = Extract<Up, { t: T }>;
/** As a sender writes it: fields with defaults may be left out. */
export type UpInputOf<T extends UpType> = Extract<UpInput, { t: T }>;

/** What each request is answered with. A type that is not here is a notice and gets no answer. */
export type Replies = ChatReplies &
  DraftReplies &
  CallReplies &
  SfuReplies &
  MeetReplies &
  DirectReplies &
  AdminReplies;
export type RequestType = keyof Replies;
export type NoticeType = Exclude<UpType, RequestType>;

/** A request carries an `id`, unique on its connection; a notice carries none. */
export const envelopeSchema = v.strictObject({
  id: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0))),
  up: upSchema,
});
export type Envelope = v.InferOutput<typeof envelopeSchema>;
