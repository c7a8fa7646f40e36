import { unavailable } from '../protocol/errors.ts';
import type { Sockets } from './http/listen.ts';
import type { Sfu } from './sfu/sfu.ts';

/** Stand in while the parts themselves are on their way. */
export function makePendingSfu(): Sfu {
  return {
    status: () => ({ state: 'unavailable', reason: 'This version has no SFU.' }),
    onStatus: () => () => {},
    load: () => 0,
    room: () => Promise.reject(unavailable('This version has no SFU.')),
    findRoom: () => null,
    bytesCarried: async () => 0,
    close: async () => {},
  };
}

export function makePendingSockets(): Sockets<undefined> & { close(): void; attach(server: unknown): void } {
  return {
    websocket: { message: () => {} },
    upgrade: () => Promise.reject(unavailable('This version has no sockets.')),
    attach: () => {},
    close: () => {},
  };
}
