import type { Handlers } from '../realtime/handler.ts';

export const adminHandlers = {
  'admin.watch': async ({ live }, connection, { on }) => {
    if (on) return { live: await live.watch(connection) };
    live.unwatch(connection);
    return { live: null };
  },
} satisfies Handlers<'admin.watch'>;
