import type { Handlers } from './handler.ts';

export const presenceHandlers = {
  'presence.set': ({ presence }, { userId, id }, { state }) => presence.set(userId, id, state),
} satisfies Handlers<'presence.set'>;
