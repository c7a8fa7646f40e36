import * as v from 'valibot';
import { meetPathSchema } from './call.ts';
import { idSchema } from './ids.ts';

/** What owner and moderators see of what happens now. All of it is figures and names of who is in which call, nothing that is said. */
const countSchema = v.number();

export const liveCallSchema = v.object({
  id: idSchema,
  kind: v.picklist(['direct', 'group', 'meeting']),
  state: v.picklist(['ringing', 'active']),
  video: v.boolean(),
  startedAt: v.number(),
  /** Who is in it; of a meeting of strangers nobody is named. */
  userIds: v.array(idSchema),
  people: countSchema,
  topology: v.picklist(['mesh', 'sfu']),
  switching: v.boolean(),
  /** Which way media takes; null: not told yet. */
  path: v.nullable(meetPathSchema),
});
export type LiveCallFigures = v.InferOutput<typeof liveCallSchema>;

/** Over all processes of this server. */
export const liveSchema = v.object({
  people: countSchema,
  sockets: countSchema,
  transfers: countSchema,
  meet: v.object({ searching: countSchema, meetings: countSchema }),
  /** The calls that began last: at most `MOST_LIVE_CALLS`. */
  calls: v.array(liveCallSchema),
  callCount: countSchema,
  participants: countSchema,
  processes: countSchema,
});
export type Live = v.InferOutput<typeof liveSchema>;

export const MOST_LIVE_CALLS = 100;

/** Owner and moderators are told what happens now as long as they want to know. */
export const adminWatchSchema = v.strictObject({ t: v.literal('admin.watch'), on: v.boolean() });

export const adminUp = [adminWatchSchema] as const;

export interface AdminReplies {
  /** null: no longer watched. */
  'admin.watch': { live: Live | null };
}

export const adminDown = [v.object({ t: v.literal('admin.live'), live: liveSchema })] as const;
