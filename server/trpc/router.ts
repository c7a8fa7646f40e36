import { adminRouter } from '../admin/router.ts';
import { authRouter } from '../auth/router.ts';
import { callsRouter } from '../calls/router.ts';
import { filesRouter } from '../files/router.ts';
import { groupsRouter } from '../groups/router.ts';
import { importsRouter } from '../imports/router.ts';
import { meetRouter } from '../meet/router.ts';
import { messagesRouter } from '../messages/router.ts';
import { scheduledRouter } from '../scheduled/router.ts';
import { usersRouter } from '../users/router.ts';
import { router } from './init.ts';

/** The sitemap of the API; API.md tells each procedure's input, output and who may call it. */
export const appRouter = router({
  auth: authRouter,
  users: usersRouter,
  groups: groupsRouter,
  messages: messagesRouter,
  scheduled: scheduledRouter,
  files: filesRouter,
  calls: callsRouter,
  meet: meetRouter,
  admin: adminRouter,
  imports: importsRouter,
});

/** All that the client may import of the server. */
export type AppRouter = typeof appRouter;
