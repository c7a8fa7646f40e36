import { readConfig } from '../../server/config.ts';
import { publicInternet } from '../../server/previews/gate.ts';
import { makePusher } from '../../server/push/pusher.ts';
import { startParley } from '../../server/start.ts';

/** The program, except that push services may stand on this machine, and are called sooner. */
const waitMs = Number(process.argv[2]);
const isHere = (endpoint: string) => new URL(endpoint).hostname === '127.0.0.1';

const running = await startParley(readConfig(process.env), {
  gate: { ...publicInternet, mayReach: () => true, mayUsePort: () => true },
  makePusher: (parts) => makePusher({ ...parts, waitMs, mayReach: isHere }),
});
for (const line of running.lines) console.log(line);
const stop = async () => {
  await running.close();
  process.exit(0);
};
process.once('SIGTERM', () => void stop());
