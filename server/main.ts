import { readConfig } from './config.ts';
import type { Logger } from './log.ts';
import { startParley } from './start.ts';

const FORCED_EXIT_MS = 15_000;

/** Starts Parley, or says in one sentence why it cannot and ends with exit code 1. */
async function main(): Promise<void> {
  try {
    const starting = startParley(readConfig(process.env));
    closeOnSignals(async () => (await starting).close());
    const parley = await starting;
    surviveMistakes(parley.log);
    console.log(parley.lines.join('\n'));
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error));
    process.exit(1);
  }
}

/** A promise that nobody waited for is a mistake of ours; ending everyone's calls over it would be a second one. */
function surviveMistakes(log: Logger): void {
  process.on('unhandledRejection', (reason) => log.error({ err: reason }, 'a rejection was not handled'));
}

/** One that comes while starting waits for that. The second, or a part that does not close, ends the process at once. */
function closeOnSignals(close: () => Promise<void>): void {
  let closing = false;
  const onSignal = () => {
    if (closing) process.exit(1);
    closing = true;
    setTimeout(() => process.exit(1), FORCED_EXIT_MS).unref();
    close().then(
      () => process.exit(0),
      () => process.exit(1),
    );
  };
  process.on('SIGTERM', onSignal);
  process.on('SIGINT', onSignal);
}

await main();
