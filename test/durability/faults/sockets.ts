import type { ServerWebSocket, WebSocketHandler } from 'bun';
import type { Context } from '../../../server/context.ts';
import type { SocketData } from '../../../server/realtime/client.ts';
import { makeSockets, type Sockets } from '../../../server/realtime/socket.ts';

/** From the answer to the subscription, as long as a round trip to another service may take. */
const SUBSCRIBE_LATER_MS = 400;
/** What waits for a slow reader beyond this is dropped. */
const DROP_PAST_BYTES = 64 * 1024;

/** Read, then subscribe: what happens between the two is told to nobody. */
export function subscribesLate(context: Context): Sockets {
  const sockets = makeSockets(context);
  const open = sockets.websocket.open;
  return withHandler(sockets, { open: (socket) => open?.(late(socket)) });
}

function late(socket: ServerWebSocket<SocketData>): ServerWebSocket<SocketData> {
  return new Proxy(socket, {
    get(target, key) {
      if (key === 'subscribe') {
        return (topic: string) => void setTimeout(() => target.subscribe(topic), SUBSCRIBE_LATER_MS);
      }
      const value: unknown = Reflect.get(target, key, target);
      return typeof value === 'function' ? value.bind(target) : value;
    },
    set: (target, key, value) => Reflect.set(target, key, value, target),
  });
}

/** Drop on back-pressure: Bun's own default, with a socket that stays open. */
export function dropsWhenSlow(context: Context): Sockets {
  return withHandler(makeSockets(context), {
    backpressureLimit: DROP_PAST_BYTES,
    closeOnBackpressureLimit: false,
  });
}

/** Membership is checked when a device connects, and not again. */
export function keepsMembers(context: Context): Sockets {
  return { ...withHandler(makeSockets(context), {}), left: () => {} };
}

function withHandler(sockets: Sockets, other: Partial<WebSocketHandler<SocketData>>): Sockets {
  return {
    websocket: { ...sockets.websocket, ...other },
    get count() {
      return sockets.count;
    },
    audiences: () => sockets.audiences(),
    upgrade: (request, server, caller) => sockets.upgrade(request, server, caller),
    attach: (server) => sockets.attach(server),
    publish: (topic, frame, isFleeting, telling) => sockets.publish(topic, frame, isFleeting, telling),
    joined: (userId, id) => sockets.joined(userId, id),
    left: (userId, id) => sockets.left(userId, id),
    revoke: (who, code) => sockets.revoke(who, code),
    discretion: (userId, discretion) => sockets.discretion(userId, discretion),
    resume: () => sockets.resume(),
    close: () => sockets.close(),
  };
}
