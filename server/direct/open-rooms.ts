import type { Context } from '../context.ts';
import { readUser } from '../users/users.ts';
import { DirectRooms } from './rooms.ts';

export function openDirectRooms(context: Pick<Context, 'db' | 'presence' | 'calls' | 'clock'>): DirectRooms {
  return new DirectRooms({
    clock: context.clock,
    iceServers: (userId) => context.calls.iceServers(userId),
    nameOf: async (userId) => (await readUser(context, userId)).name,
  });
}
