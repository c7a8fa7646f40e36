import { forgetJoins, rollUp } from './admin/rollup.ts';
import { removeGuests } from './auth/guests.ts';
import { removeExpiredSessions } from './auth/sessions.ts';
import type { Context } from './context.ts';
import { forgetWords } from './messages/forgotten-words.ts';
import { sweepPreviews } from './previews/preview-book.ts';

const FIRST_MS = 60_000;
const EVERY_MS = 60 * 60_000;

/** Now and then drops what nobody will come back to: abandoned uploads, expired sessions. */
export function makeHousekeeping(context: Parts): {
  close(): void;
} {
  const { clock } = context;
  const later = (delayMs: number): (() => void) =>
    clock.after(delayMs, () => {
      cancel = later(EVERY_MS);
      void tidy(context);
    });
  let cancel = later(FIRST_MS);
  return { close: () => cancel() };
}

type Parts = Pick<Context, 'clock' | 'db' | 'storage' | 'uploads' | 'log'> & {
  readonly fanout: Pick<Context['fanout'], 'revoke'>;
  readonly imports: Pick<Context['imports'], 'sweep'>;
  readonly meet: { readonly books: Pick<Context['meet']['books'], 'forget'> };
};

/** One step that fails stops none behind it: while the storage is away, sessions end nevertheless. */
async function tidy({ log, ...parts }: Parts): Promise<void> {
  for (const [step, run] of Object.entries(STEPS)) {
    try {
      await run(parts);
    } catch (error) {
      log.warn({ err: error, step }, 'a step of housekeeping waits for the next round');
    }
  }
}

const STEPS: Readonly<Record<string, (parts: Omit<Parts, 'log'>) => Promise<unknown>>> = {
  uploads: ({ uploads }) => uploads.sweep(),
  imports: ({ imports }) => imports.sweep(),
  previews: (parts) => sweepPreviews(parts),
  sessions: (parts) => removeExpiredSessions(parts),
  guests: (parts) => removeGuests(parts),
  words: (parts) => forgetWords(parts),
  days: (parts) => rollUp(parts),
  joins: (parts) => forgetJoins(parts),
  meetings: ({ meet, clock }) => meet.books.forget(clock.now()),
};
