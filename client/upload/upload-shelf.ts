import type { FileInfo } from '../../protocol/chat.ts';
import type { ConversationId, UserId } from '../../protocol/ids.ts';
import type { Table } from '../local/table.ts';

/** A browser keeps the bytes of a `File` with it. */
export type Kept = { kind: 'unfinished'; file: File } | { kind: 'finished'; file: FileInfo };

/** What stands in a composer, as it is kept over a reload. */
export type Shelved = {
  readonly id: string;
  readonly userId: UserId;
  readonly conversationId: ConversationId;
  /** Where it stands among the others. */
  readonly place: number;
} & Kept;

/** Answers how to let go of the name, or null where another tab has it. */
export type ClaimName = (name: string) => Promise<(() => void) | null>;

export interface ShelfDeps {
  readonly table: Table<Shelved>;
  readonly claim: ClaimName;
}

/**
 * Files that were attached and not sent: of each the tab that shows it is the owner, until it is closed. Where the
 * browser has no room for the bytes, the file lasts as long as the page, as without a shelf.
 */
export class UploadShelf {
  readonly #deps: ShelfDeps;
  readonly #places = new Map<string, number>();
  readonly #owned = new Map<string, Promise<(() => void) | null>>();

  constructor(deps: ShelfDeps) {
    this.#deps = deps;
  }

  /** An item keeps the place that it took first. */
  keep(item: Omit<Shelved, 'place' | keyof Kept> & Kept): void {
    const { id } = item;
    if (!this.#owned.has(id)) this.#owned.set(id, this.#claim(id));
    const place = this.#places.get(id) ?? this.#nextPlace();
    this.#places.set(id, place);
    this.#deps.table.put(id, { ...item, place }).catch(() => {});
  }

  drop(id: string): void {
    this.#deps.table.delete(id).catch(() => {});
    const owned = this.#owned.get(id);
    this.#owned.delete(id);
    this.#places.delete(id);
    void owned?.then((release) => release?.());
  }

  /** What no open tab shows; from now on this one does. */
  async restore(userId: UserId): Promise<Shelved[]> {
    const all = await this.#deps.table.all().catch(() => []);
    const mine = all.filter((item) => item.userId === userId && !this.#owned.has(item.id));
    const claimed = await Promise.all(
      mine.map(async (item) => {
        const release = await this.#claim(item.id);
        // The other tab may have sent it, or let it go, since it was read.
        if (!release || !(await this.#deps.table.get(item.id).catch(() => undefined))) return null;
        this.#owned.set(item.id, Promise.resolve(release));
        this.#places.set(item.id, item.place);
        return item;
      }),
    );
    return claimed.flatMap((item) => item ?? []).toSorted((a, b) => a.place - b.place);
  }

  #nextPlace(): number {
    return Math.max(Date.now(), ...this.#places.values()) + 1;
  }

  #claim(id: string): Promise<(() => void) | null> {
    return this.#deps.claim(`parley-upload ${id}`).catch(() => null);
  }
}

/** Without Web Locks (on pages that are not secure) every tab shows what is there. */
export function webClaims(locks: LockManager | undefined): ClaimName {
  return async (name) => {
    if (!locks) return () => {};
    const { promise: claimed, resolve, reject } = Promise.withResolvers<(() => void) | null>();
    const held = locks.request(name, { ifAvailable: true }, (lock) => {
      if (!lock) return resolve(null);
      const { promise: over, resolve: release } = Promise.withResolvers<void>();
      resolve(release);
      return over;
    });
    held.catch(reject);
    return claimed;
  };
}
