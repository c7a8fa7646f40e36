import type { Db } from '../../db/client.ts';
import type { Clock } from '../clock.ts';
import type { Config } from '../config.ts';
import type { Limits } from '../http/limits.ts';
import type { Logger } from '../log.ts';
import type { Fanout } from '../realtime/fanout.ts';
import type { Storage } from '../storage/storage.ts';

/** What files need of the process; each function picks its own. */
export interface FileParts {
  readonly config: Config;
  readonly db: Db;
  readonly storage: Storage;
  readonly limits: Limits;
  readonly clock: Clock;
  readonly log: Logger;
  readonly fanout: Fanout;
}
