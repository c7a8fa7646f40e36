import * as v from 'valibot';

/** What of Slack's export is used. Everything else in it is ignored; what lacks an id is refused or skipped. */

const text = v.fallback(v.optional(v.string(), ''), '');
const flag = v.fallback(v.optional(v.boolean(), false), false);
const list = <T extends v.GenericSchema>(item: T) => v.fallback(v.optional(v.array(item), []), []);
const MAX_ID_LENGTH = 64;
const slackId = v.pipe(v.string(), v.regex(/^[A-Z0-9]+$/i), v.maxLength(MAX_ID_LENGTH));

const profileSchema = v.object({ real_name: text, display_name: text, email: text });
export const slackUserSchema = v.object({
  id: slackId,
  team_id: text,
  name: text,
  real_name: text,
  deleted: flag,
  is_bot: flag,
  profile: v.fallback(v.optional(profileSchema, v.getDefaults(profileSchema)), {
    real_name: '',
    display_name: '',
    email: '',
  }),
});
export type SlackUser = v.InferOutput<typeof slackUserSchema>;

const aboutSchema = v.fallback(v.optional(v.object({ value: text }), { value: '' }), { value: '' });
export const slackChannelSchema = v.object({
  id: slackId,
  /** Also the name of its folder. */
  name: v.pipe(v.string(), v.minLength(1), v.maxLength(200)),
  created: v.fallback(v.optional(v.number(), 0), 0),
  creator: text,
  is_archived: flag,
  members: list(v.string()),
  topic: aboutSchema,
  purpose: aboutSchema,
});
export type SlackChannel = v.InferOutput<typeof slackChannelSchema>;

/** A conversation of two people. The id is also the name of its folder. */
export const slackDirectSchema = v.object({
  id: slackId,
  created: v.fallback(v.optional(v.number(), 0), 0),
  members: list(v.string()),
});

const fileSchema = v.object({
  name: text,
  title: text,
  mode: text,
  permalink: text,
  url_private: text,
});
export type SlackFile = v.InferOutput<typeof fileSchema>;

export const slackMessageSchema = v.object({
  type: text,
  subtype: text,
  /** Seconds with six decimals: what tells a message of a channel from all others of it. */
  ts: v.pipe(v.string(), v.regex(/^\d{1,11}\.\d{1,6}$/)),
  thread_ts: text,
  user: text,
  bot_id: text,
  username: text,
  text,
  edited: v.fallback(v.optional(v.nullable(v.object({ ts: v.string() })), null), null),
  reactions: list(v.object({ name: v.string(), users: list(v.string()) })),
  files: list(fileSchema),
  attachments: list(v.object({ fallback: text, title: text, title_link: text, text })),
});
export type SlackMessage = v.InferOutput<typeof slackMessageSchema>;
