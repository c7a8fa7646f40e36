import type { Logger } from '../log.ts';
import type { Bus } from './bus.ts';
import { makeListeners } from './listeners.ts';

/** The bus of a Parley that is one process. */
export function makeMemoryBus(log: Logger): Bus {
  const listeners = makeListeners(log);
  const waiting: { channel: string; payload: string }[] = [];
  let delivering = false;

  /** What a listener publishes comes after what is being delivered, as it would over a network. */
  function drain(): void {
    if (delivering) return;
    delivering = true;
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      listeners.deliver(next.channel, next.payload);
    }
    delivering = false;
  }

  return {
    publish(channel, payload) {
      waiting.push({ channel, payload });
      drain();
    },
    subscribe: (channel, listener) => listeners.add(channel, listener),
    onGap: () => () => {},
    ping: async () => {},
    async close() {
      listeners.clear();
    },
  };
}
