import { removeExpiredSessions } from './auth/sessions.ts';
import type { Context } from './context.ts';
import { sweepPreviews } from './previews/preview-book.ts';

const FIRST_MS = 60_000;
const EVERY_MS = 60 * 60_000;

/** Now and then drops what nobody will come back to: abandoned uploads, expired sessions. */
export function makeHousekeeping(context: Pick<Context, 'clock' | 'db' | 'storage' | 'uploads' | 'log'>): {
  close(): void;
} {
  const { clock, log } = context;
  const later = (delayMs: number): (() => void) =>
    clock.after(delayMs, () => {
      cancel = later(EVERY_MS);
      tidy(context).catch((error: unknown) =>
        log.warn({ err: error }, 'housekeeping waits for the next round'),
      );
    });
  let cancel = later(FIRST_MS);
  return { close: () => cancel() };
}

async function tidy({
  clock,
  db,
  storage,
  uploads,
}: Pick<Context, 'clock' | 'db' | 'storage' | 'uploads'>): Promise<void> {
  await uploads.sweep();
  await sweepPreviews({ clock, db, storage });
  await removeExpiredSessions({ clock, db });
}
