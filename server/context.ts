import type { Db } from '../db/client.ts';
import type { Passwords } from './auth/passwords.ts';
import type { LiveFigures } from './admin/live.ts';
import type { Calls } from './calls/calls.ts';
import type { Clock } from './clock.ts';
import type { Config } from './config.ts';
import type { DirectRooms } from './direct/rooms.ts';
import type { Transfers } from './files/transfers.ts';
import type { Uploads } from './files/uploads.ts';
import type { Imports } from './imports/imports.ts';
import type { Limits } from './http/limits.ts';
import type { Logger } from './log.ts';
import type { Sends } from './messages/send-lanes.ts';
import type { LinkPreviews } from './previews/link-previews.ts';
import type { Meet } from './meet/meet.ts';
import type { MeetNodes } from './meet/nodes.ts';
import type { Bus } from './realtime/bus.ts';
import type { Pusher } from './push/pusher.ts';
import type { OpenFanout } from './realtime/fanout.ts';
import type { PresenceBook } from './realtime/presence.ts';
import type { Scheduler } from './scheduled/scheduler.ts';
import type { Sfu } from './sfu/sfu.ts';
import type { Storage } from './storage/storage.ts';

/** Everything that has a life in this process, made once by main.ts and handed to whoever needs it. */
export interface Context {
  readonly config: Config;
  readonly log: Logger;
  readonly clock: Clock;
  readonly db: Db;
  readonly bus: Bus;
  readonly fanout: OpenFanout;
  readonly presence: PresenceBook;
  readonly push: Pusher;
  readonly sends: Sends;
  readonly scheduler: Scheduler;
  readonly previews: LinkPreviews;
  readonly storage: Storage;
  readonly uploads: Uploads;
  readonly transfers: Transfers;
  readonly imports: Imports;
  readonly limits: Limits;
  readonly passwords: Passwords;
  readonly sfu: Sfu;
  readonly calls: Calls;
  readonly meet: Meet;
  readonly direct: DirectRooms;
  readonly live: LiveFigures;
  readonly nodes: MeetNodes;
  /** Suggestions for whoever is about to meet a stranger. */
  readonly popularTags: () => Promise<string[]>;
}
