import { readConfig } from '../../server/config.ts';
import type { Limits } from '../../server/http/limits.ts';
import type { MakeFrameLimits } from '../../server/realtime/frame-limits.ts';
import { createHandlers } from '../../server/realtime/handlers.ts';
import { makeSockets } from '../../server/realtime/socket.ts';
import { startParley } from '../../server/start.ts';
import { partsFor } from './faults/server-faults.ts';

/** Clients live faster than people here, and the limits of a socket have tests of their own, too. */
const UNHURRIED: ReturnType<MakeFrameLimits> = { take: () => {}, isFlood: () => false };
/** Nobody comes back after thirty restarts in three minutes; the limits have tests of their own. */
const UNLIMITED: Limits = { take: async () => {}, close: async () => {} };

/** The program as it is, or with the fault that the command line names. No setting of Parley leads here. */
const parley = await startParley(readConfig(process.env), {
  makeLimits: async () => UNLIMITED,
  makeSockets: (context) => makeSockets(context, createHandlers(), () => UNHURRIED),
  ...partsFor(process.argv[2]),
});
process.on('unhandledRejection', (reason) =>
  parley.log.error({ err: reason }, 'a rejection was not handled'),
);
process.once('SIGTERM', () => void parley.close().then(() => process.exit(0)));
console.log(parley.lines.join('\n'));
