import type { Logger } from '../log.ts';

type Listener = (payload: string) => void;

/** Who listens to which channel in this process. A listener that throws disturbs neither the others nor the bus. */
export function makeListeners(log: Logger) {
  const byChannel = new Map<string, Set<{ listener: Listener }>>();
  return {
    add(channel: string, listener: Listener): () => void {
      const entry = { listener };
      const entries = byChannel.get(channel) ?? new Set();
      byChannel.set(channel, entries.add(entry));
      return () => {
        if (entries.delete(entry) && entries.size === 0) byChannel.delete(channel);
      };
    },
    deliver(channel: string, payload: string): void {
      for (const { listener } of [...(byChannel.get(channel) ?? [])]) {
        try {
          listener(payload);
        } catch (error) {
          log.error({ err: error, channel }, 'a listener of the bus failed');
        }
      }
    },
    clear(): void {
      byChannel.clear();
    },
  };
}
