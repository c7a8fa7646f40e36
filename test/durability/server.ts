import { readConfig } from '../../server/config.ts';
import type { Limits } from '../../server/http/limits.ts';
import { startParley } from '../../server/start.ts';
import { partsFor } from './faults/server-faults.ts';

/** Nobody comes back after thirty restarts in three minutes; the limits have tests of their own. */
const UNLIMITED: Limits = { take: async () => {}, close: async () => {} };

/** The program as it is, or with the fault that the command line names. No setting of Parley leads here. */
const parley = await startParley(readConfig(process.env), {
  makeLimits: async () => UNLIMITED,
  ...partsFor(process.argv[2]),
});
process.on('unhandledRejection', (reason) =>
  parley.log.error({ err: reason }, 'a rejection was not handled'),
);
process.once('SIGTERM', () => void parley.close().then(() => process.exit(0)));
console.log(parley.lines.join('\n'));
