import type { Welcome } from '../../protocol/session.ts';
import { unauthenticated } from '../../protocol/errors.ts';
import { readRules } from '../admin/rules.ts';
import { seatOf } from '../calls/call-event.ts';
import type { Context } from '../context.ts';
import { readDrafts } from '../drafts/drafts.ts';
import { listConversations } from '../groups/read-conversations.ts';
import { readScheduled } from '../scheduled/scheduled-row.ts';
import { readUnreadThreads } from '../threads/read-follows.ts';
import { readPreferences } from '../users/settings.ts';
import type { Connection } from './device.ts';

/** Of people whom this user shares nothing with. With all of a large server in it, each welcome would cost the more the more are there. */
const MOST_STRANGERS = 200;

/** All of a user's state that is not history. */
export async function readWelcome(context: Context, connection: Connection): Promise<Welcome> {
  const { userId } = connection;
  const { db, presence, calls, nodes, sfu, config, clock } = context;
  const { conversations, users } = await listConversations(db, userId);
  const me = users.find((user) => user.id === userId);
  if (!me) throw unauthenticated();
  const [rules, preferences] = await Promise.all([
    readRules(db.$client),
    readPreferences(db.$client, userId),
  ]);
  const elsewhere = await nodes.findCalls(connection);
  const online = connection.isGuest ? [] : presence.someOnline(MOST_STRANGERS);
  const people = new Set([...users.map((user) => user.id), ...online]);
  return {
    t: 'session.welcome',
    me,
    conversations,
    threads: await readUnreadThreads(db.$client, userId),
    drafts: await readDrafts(db.$client, userId),
    scheduled: await readScheduled(db.$client, userId),
    users,
    presence: await presence.read([...people]),
    // Read last: calls change without the database, and what changes from now on is told after the welcome.
    calls: [
      ...elsewhere,
      ...calls.liveFor(
        seatOf(connection),
        conversations.map((conversation) => conversation.id),
      ),
    ],
    media: sfu.status(),
    serverTime: clock.now(),
    settings: {
      uploadLimitBytes: config.uploadLimitBytes,
      meshLimit: config.media.meshLimit,
      rules,
    },
    preferences,
  };
}
