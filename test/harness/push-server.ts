import { type Clock, systemClock } from '../../server/clock.ts';
import { readConfig } from '../../server/config.ts';
import { publicInternet } from '../../server/previews/gate.ts';
import { makePusher } from '../../server/push/pusher.ts';
import { startParley } from '../../server/start.ts';

/** A look at who is to be told waits longer than this; a service that asks for patience gets it. */
const HURRIED_MS = 5_000;

/** What waits falls due by itself, or at once when the test says so. */
const waiting = new Set<() => void>();
const clock: Clock = {
  now: systemClock.now,
  after(delayMs, task) {
    const run = () => {
      stop();
      task();
    };
    const end = systemClock.after(delayMs, run);
    const stop = () => {
      end();
      waiting.delete(run);
    };
    if (delayMs >= HURRIED_MS) waiting.add(run);
    return stop;
  },
};

/** The program, except that push services may stand on this machine, and that it can be hurried. */
const isHere = (endpoint: string) => new URL(endpoint).hostname === '127.0.0.1';
const running = await startParley(readConfig(process.env), {
  gate: { ...publicInternet, mayReach: () => true, mayUsePort: () => true },
  makePusher: (parts) => makePusher({ ...parts, clock, mayReach: isHere }),
});
process.on('SIGUSR2', () => {
  for (const run of [...waiting]) run();
});
for (const line of running.lines) console.log(line);
const stop = async () => {
  await running.close();
  process.exit(0);
};
process.once('SIGTERM', () => void stop());
