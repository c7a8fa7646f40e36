import { Elysia } from 'elysia';
import type { Session } from '../auth/sessions.ts';
import type { Context } from '../context.ts';
import { exportOwnData } from './archive.ts';

/** Where everybody fetches what is kept of them. */
export function createExportRoutes(context: Context, admit: (request: Request) => Promise<Session>) {
  return new Elysia().get('/export', async ({ request }) => {
    const { userId } = await admit(request);
    await context.limits.take('exports', userId);
    return exportOwnData(context, userId);
  });
}
