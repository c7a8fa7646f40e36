import type { Conversation, User } from '../../protocol/chat.ts';
import type { ConversationId, UserId } from '../../protocol/ids.ts';
import { PAGE } from '../../protocol/limits.ts';
import { PROTOCOL_VERSION } from '../../protocol/version.ts';
import type { Clock } from '../clock.ts';
import type { Table } from '../local/table.ts';
import { reachesNewest, type Tracked } from './apply.ts';
import type { Window } from './window.ts';

/** A page that is hidden or left saves at once. */
const SAVE_AFTER_MS = 4_000;
/** Conversations whose last page is kept. */
const MOST_WINDOWS = 20;

/** What is painted before the network answers. Another user's is no use, nor what is in the shape of another version. */
export type CacheEntry = { version: number; userId: UserId } & (
  | { kind: 'list'; conversations: Conversation[]; users: User[] }
  | { kind: 'window'; id: ConversationId; savedAt: number; window: Window }
);

export interface CacheSource {
  list(): { conversations: Conversation[]; users: User[] };
  tracked(id: ConversationId): Tracked | undefined;
}

/** A copy of the conversation list and of the last page of what was opened lately, behind by a moment. */
export class LocalCache {
  readonly #table: Table<CacheEntry>;
  readonly #clock: Clock;
  readonly #userId: UserId;
  readonly #source: CacheSource;
  readonly #touched = new Set<ConversationId>();
  #stopTimer: (() => void) | null = null;
  #closed = false;

  constructor(table: Table<CacheEntry>, clock: Clock, userId: UserId, source: CacheSource) {
    this.#table = table;
    this.#clock = clock;
    this.#userId = userId;
    this.#source = source;
  }

  async list(): Promise<{ conversations: Conversation[]; users: User[] } | null> {
    const entry = await this.#table.get('list').catch(() => undefined);
    return entry?.kind === 'list' && this.#isMine(entry) ? entry : null;
  }

  async window(id: ConversationId): Promise<Window | null> {
    const entry = await this.#table.get(windowKey(id)).catch(() => undefined);
    return entry?.kind === 'window' && this.#isMine(entry) ? entry.window : null;
  }

  /** The list changed, and the window of the given conversation. */
  touch(id: ConversationId | null): void {
    if (this.#closed) return;
    if (id !== null) this.#touched.add(id);
    this.#stopTimer ??= this.#clock.after(SAVE_AFTER_MS, () => void this.save());
  }

  async save(): Promise<void> {
    if (!this.#stopTimer) return;
    this.#stopTimer();
    this.#stopTimer = null;
    const windows = [...this.#touched].flatMap((id) => this.#windowEntry(id) ?? []);
    this.#touched.clear();
    // A copy that cannot be written is a slower start, no more.
    await this.#write(windows).catch(() => {});
  }

  close(): void {
    this.#closed = true;
    this.#stopTimer?.();
    this.#stopTimer = null;
  }

  #mine() {
    return { version: PROTOCOL_VERSION, userId: this.#userId };
  }

  #isMine({ version, userId }: CacheEntry): boolean {
    return version === PROTOCOL_VERSION && userId === this.#userId;
  }

  async #write(windows: readonly (CacheEntry & { kind: 'window' })[]): Promise<void> {
    await this.#table.put('list', { kind: 'list', ...this.#mine(), ...this.#source.list() });
    for (const entry of windows) await this.#table.put(windowKey(entry.id), entry);
    if (windows.length > 0) await this.#dropOldest();
  }

  #windowEntry(id: ConversationId): (CacheEntry & { kind: 'window' }) | null {
    const tracked = this.#source.tracked(id);
    if (!tracked?.window || !reachesNewest(tracked)) return null;
    const { change, messages } = tracked.window;
    const window = { change, messages: messages.slice(-PAGE) };
    return { kind: 'window', ...this.#mine(), id, savedAt: this.#clock.now(), window };
  }

  async #dropOldest(): Promise<void> {
    const entries = await this.#table.all();
    const windows = entries.flatMap((entry) => (entry.kind === 'window' ? entry : []));
    const oldest = windows.toSorted((a, b) => b.savedAt - a.savedAt).slice(MOST_WINDOWS);
    for (const { id } of oldest) await this.#table.delete(windowKey(id));
  }
}

const windowKey = (id: ConversationId) => `window:${id}`;
