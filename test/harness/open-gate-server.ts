import { readConfig } from '../../server/config.ts';
import { publicInternet } from '../../server/previews/gate.ts';
import { startParley } from '../../server/start.ts';

/** The program as it is, but for where link previews may look: a site of a test stands on this machine. */
const parley = await startParley(readConfig(process.env), {
  gate: { ...publicInternet, mayReach: () => true, mayUsePort: () => true },
});
process.once('SIGTERM', () => void parley.close().then(() => process.exit(0)));
console.log(parley.lines.join('\n'));
