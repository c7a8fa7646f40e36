import type { Draft } from '../../protocol/chat.ts';
import type { DownEvent } from '../../protocol/down.ts';
import { ParleyError } from '../../protocol/errors.ts';
import type { ConversationId, UserId } from '../../protocol/ids.ts';
import { MAX_DRAFTS } from '../../protocol/limits.ts';
import type { Clock } from '../clock.ts';
import { Emitter } from '../emitter.ts';
import type { Table } from '../local/table.ts';
import type { Socket } from '../socket/socket.ts';
import {
  chosen,
  type DraftContent,
  type DraftCopy,
  type DraftPlace,
  emptied,
  emptyCopy,
  isEmpty,
  keyOf,
  leaving,
  saved,
  sentOff,
  told,
  written,
} from './draft-copy.ts';

export interface DraftBookOptions {
  readonly userId: UserId;
  readonly socket: Socket;
  readonly table: Table<DraftCopy>;
  readonly clock: Clock;
}

/** A pause in the writing; somebody who makes none is saved now and then. */
const PAUSE_MS = 600;
const LONGEST_MS = 5_000;
const RETRY_MS = 3_000;
const RETRIED: ReadonlySet<string> = new Set(['unavailable', 'rate_limited', 'internal']);

/**
 * What stands in this user's composers. Each keystroke goes to this device's disk, each pause to the server; without a
 * connection it waits. Of one place one save is on its way at a time, so that a late one brings nothing back.
 */
export class DraftBook {
  readonly #options: DraftBookOptions;
  readonly #copies = new Map<string, DraftCopy>();
  readonly #changes = new Emitter<DraftCopy>();
  /** Places that wait for a pause: how to stop the timer, and since when there is something to save. */
  readonly #timers = new Map<string, { stop: () => void; since: number }>();
  readonly #saving = new Set<string>();
  #stopListening: () => void = () => {};
  /** A welcome brought all that the server has. */
  #isToldOfAll = false;
  #closed = false;

  constructor(options: DraftBookOptions) {
    this.#options = options;
  }

  /** What this device kept, where the server has told of nothing newer meanwhile. */
  async open(): Promise<void> {
    const { table, userId, socket } = this.#options;
    this.#stopListening = socket.onState(({ state }) => state === 'open' && this.flush());
    const kept = await table.all().catch(() => []);
    if (this.#closed) return;
    for (const copy of kept) {
      if (copy.userId === userId) this.#restore(copy);
    }
    this.flush();
  }

  /** The server may have told of its drafts while the disk was read. */
  #restore(copy: DraftCopy): void {
    const before = this.#copies.get(keyOf(copy));
    if (before?.dirty) return;
    if (before) this.#put(told(copy, { ...before, revision: before.base }));
    else if (copy.dirty || !this.#isToldOfAll) this.#put(copy);
  }

  onChange(listener: (copy: DraftCopy) => void): () => void {
    return this.#changes.on(listener);
  }

  get(place: DraftPlace): DraftCopy {
    return this.#copies.get(keyOf(place)) ?? emptyCopy(this.#options.userId, place);
  }

  write(place: DraftPlace, content: Partial<DraftContent>): void {
    const before = this.get(place);
    this.#update(written(before, { ...before, ...content }));
    if (this.get(place).dirty) this.#wait(keyOf(place), PAUSE_MS);
  }

  /** Its message is on its way. */
  sent(place: DraftPlace): void {
    this.#update(sentOff(this.get(place)));
    void this.#save(keyOf(place));
  }

  choose(place: DraftPlace, which: 'mine' | 'other'): void {
    this.#update(chosen(this.get(place), which));
    void this.#save(keyOf(place));
  }

  hear(event: DownEvent): void {
    if (event.t === 'draft.changed') this.#hearOf(event.draft);
    else if (event.t === 'chat.closed') this.#forget(event.conversationId);
    else if (event.t === 'session.welcome') {
      for (const draft of event.drafts) this.#hearOf(draft);
      // Fewer than that are all: what is not among them was sent or emptied elsewhere.
      this.#isToldOfAll = event.drafts.length < MAX_DRAFTS;
      if (this.#isToldOfAll) this.#emptyBut(new Set(event.drafts.map(keyOf)));
      this.flush();
    }
  }

  /** Saves at once what waits: the connection is there, or the page may be gone after this. */
  flush(): void {
    for (const [key, { dirty }] of this.#copies) if (dirty) void this.#save(key);
  }

  close(): void {
    this.#closed = true;
    this.#stopListening();
    for (const { stop } of this.#timers.values()) stop();
    this.#timers.clear();
  }

  #hearOf(draft: Draft): void {
    const before = this.get(draft);
    const after = told(before, draft);
    this.#update(after);
    if (after.dirty && !after.other && after !== before) this.#wait(keyOf(draft), PAUSE_MS);
  }

  #emptyBut(present: ReadonlySet<string>): void {
    for (const [key, copy] of this.#copies) {
      if (present.has(key) || copy.dirty || copy.base === 0 || isEmpty(copy)) continue;
      this.#update(emptied(copy));
    }
  }

  #forget(id: ConversationId): void {
    for (const [key, copy] of this.#copies) {
      if (copy.conversationId !== id) continue;
      this.#update(emptyCopy(copy.userId, copy));
      this.#copies.delete(key);
    }
  }

  #update(copy: DraftCopy): void {
    if (copy === this.#copies.get(keyOf(copy))) return;
    this.#put(copy);
    const { table } = this.#options;
    const isNothing = isEmpty(copy) && !copy.dirty;
    // A full disk loses no more than what a closed page would.
    void (isNothing ? table.delete(keyOf(copy)) : table.put(keyOf(copy), copy)).catch(() => {});
  }

  #put(copy: DraftCopy): void {
    this.#copies.set(keyOf(copy), copy);
    this.#changes.emit(copy);
  }

  #wait(key: string, ms: number): void {
    if (this.#closed) return;
    const now = this.#options.clock.now();
    const before = this.#timers.get(key);
    before?.stop();
    const since = before?.since ?? now;
    const left = Math.max(0, Math.min(ms, since + LONGEST_MS - now));
    this.#timers.set(key, { since, stop: this.#options.clock.after(left, () => void this.#save(key)) });
  }

  async #save(key: string): Promise<void> {
    this.#timers.get(key)?.stop();
    this.#timers.delete(key);
    const copy = this.#copies.get(key);
    const { socket } = this.#options;
    if (!copy?.dirty || copy.other || this.#saving.has(key) || socket.state.state !== 'open') return;
    this.#saving.add(key);
    const { conversationId, threadRootId, text, quote, base } = copy;
    this.#update(leaving(copy));
    const replyTo = quote?.id ?? null;
    try {
      const answer = await socket.request<'draft.save'>({
        t: 'draft.save',
        ...{ conversationId, threadRootId, text, replyTo, base },
      });
      this.#saved(key, answer);
    } catch (error) {
      this.#failed(key, error);
    } finally {
      this.#saving.delete(key);
    }
    const after = this.#copies.get(key);
    // Written on meanwhile; where it could not be saved, the timer is set already.
    if (after?.dirty && !after.other && !this.#timers.has(key)) this.#wait(key, PAUSE_MS);
  }

  #saved(key: string, { outcome, draft }: { outcome: 'saved' | 'other'; draft: Draft }): void {
    const copy = this.#copies.get(key);
    if (!copy || this.#closed) return;
    if (outcome === 'other') return this.#hearOf(draft);
    this.#update(saved(copy, draft));
  }

  #failed(key: string, error: unknown): void {
    const code = error instanceof ParleyError ? error.code : 'internal';
    const wait = error instanceof ParleyError ? (error.retryAfterMs ?? RETRY_MS) : RETRY_MS;
    const copy = this.#copies.get(key);
    if (!copy || this.#closed) return;
    if (RETRIED.has(code)) this.#wait(key, Math.min(wait, LONGEST_MS));
    // It stays on this device; what the server does not take now, it will not take later.
    else this.#update({ ...copy, dirty: false, sent: [] });
  }
}
