import { forgetJoins, rollUp } from './admin/rollup.ts';
import { removeGuests } from './auth/guests.ts';
import { removeExpiredSessions } from './auth/sessions.ts';
import type { Context } from './context.ts';
import { forgetWords } from './messages/forgotten-words.ts';
import { sweepPreviews } from './previews/preview-book.ts';

const FIRST_MS = 60_000;
const EVERY_MS = 60 * 60_000;

/** Now and then drops what nobody will come back to: abandoned uploads, expired sessions. */
export function makeHousekeeping(context: Parts & Pick<Context, 'log'>): {
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

type Parts = Pick<Context, 'clock' | 'db' | 'storage' | 'uploads'> & {
  readonly fanout: Pick<Context['fanout'], 'revoke'>;
  readonly imports: Pick<Context['imports'], 'sweep'>;
  readonly meet: { readonly books: Pick<Context['meet']['books'], 'forget'> };
};

async function tidy({ clock, db, fanout, storage, uploads, imports, meet }: Parts): Promise<void> {
  await uploads.sweep();
  await imports.sweep();
  await sweepPreviews({ clock, db, storage });
  await removeExpiredSessions({ clock, db, fanout });
  await removeGuests({ clock, db, fanout });
  await forgetWords({ db });
  await rollUp({ clock, db });
  await forgetJoins({ clock, db });
  await meet.books.forget(clock.now());
}
