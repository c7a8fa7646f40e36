import type { FileInfo } from '../../protocol/chat.ts';
import type { FileId } from '../../protocol/ids.ts';
import type { Clock } from '../clock.ts';

/** The server keeps an unsent file for a day from the last time that it was asked for. */
const RENEW_MS = 6 * 60 * 60_000;
const TRY_AGAIN_MS = 60_000;

interface WantedDeps {
  readonly clock: Clock;
  readonly keepWanted: (ids: FileId[]) => Promise<FileInfo[]>;
  readonly onGone: (names: readonly string[]) => void;
}

interface Unsent {
  readonly files: () => readonly FileInfo[];
  readonly drop: (gone: ReadonlySet<FileId>) => void;
}

/** Tells the server now and then what still stands in a composer, and drops what it no longer has. */
export function keepWanted({ clock, keepWanted: ask, onGone }: WantedDeps, unsent: Unsent): () => void {
  let stop = () => {};
  let isOver = false;
  const later = (ms: number) => {
    if (!isOver) stop = clock.after(ms, () => void renew());
  };
  const renew = async () => {
    const asked = unsent.files();
    if (asked.length === 0) return later(RENEW_MS);
    try {
      const there = new Set((await ask(asked.map(({ id }) => id))).map(({ id }) => id));
      const gone = asked.filter(({ id }) => !there.has(id));
      if (isOver) return;
      if (gone.length > 0) {
        unsent.drop(new Set(gone.map(({ id }) => id)));
        onGone(gone.map(({ name }) => name));
      }
      later(RENEW_MS);
    } catch {
      later(TRY_AGAIN_MS);
    }
  };
  void renew();
  return () => {
    isOver = true;
    stop();
  };
}
