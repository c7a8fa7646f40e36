import { readConfig } from '../../server/config.ts';
import { startParley } from '../../server/start.ts';

/** The program as it is. On SIGUSR2 it collects its garbage: what is measured then is what it holds. */
const parley = await startParley(readConfig(process.env));
process.on('SIGUSR2', () => Bun.gc(true));
process.on('unhandledRejection', (reason) =>
  parley.log.error({ err: reason }, 'a rejection was not handled'),
);
process.once('SIGTERM', () => void parley.close().then(() => process.exit(0)));
console.log(parley.lines.join('\n'));
