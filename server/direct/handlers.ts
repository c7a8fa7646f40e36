import type { Handlers } from '../realtime/handler.ts';

type DirectFrame = 'direct.enter' | 'direct.leave' | 'direct.signal';

export const directHandlers = {
  'direct.enter': ({ direct }, connection, up) => direct.enter(connection, up),
  'direct.leave': async ({ direct }, connection, up) => {
    await direct.leave(connection, up);
    return {};
  },
  'direct.signal': async ({ direct }, connection, up) => {
    await direct.signal(connection, up);
    return {};
  },
} satisfies Handlers<DirectFrame>;
