import type { Logger } from '../../../server/log.ts';
import type { Bus } from '../../../server/realtime/bus.ts';
import { openBus } from '../../../server/start.ts';

/** The bus as the only path: nobody hears that something may have been missed. */
export async function deafToGaps(redisUrl: string | null, log: Logger): Promise<Bus> {
  const bus = await openBus(redisUrl, log);
  return {
    publish: (channel, payload) => bus.publish(channel, payload),
    subscribe: (channel, listener) => bus.subscribe(channel, listener),
    onGap: () => () => {},
    ping: () => bus.ping(),
    close: () => bus.close(),
  };
}
