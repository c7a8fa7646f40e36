import type { Follow } from '../../protocol/chat.ts';
import type { DownEvent } from '../../protocol/down.ts';
import type { ConversationId, MessageId } from '../../protocol/ids.ts';
import { Emitter } from '../emitter.ts';

/** How this user stands to threads, as far as this device heard: all that are unread, and those that were looked at. */
export class FollowBook {
  readonly #follows = new Map<MessageId, Follow>();
  readonly #changes = new Emitter<readonly MessageId[]>();

  get(rootId: MessageId): Follow | undefined {
    return this.#follows.get(rootId);
  }

  /** Tells which are other than before, or gone. */
  onChange(listener: (ids: readonly MessageId[]) => void): () => void {
    return this.#changes.on(listener);
  }

  hear(event: DownEvent): void {
    if (event.t === 'chat.followed') this.learn(event.follow);
    else if (event.t === 'chat.closed') this.#forgetIn(event.conversationId);
    else if (event.t === 'session.welcome') this.#reset(event.threads);
  }

  learn(follow: Follow): void {
    const before = this.#follows.get(follow.rootId);
    this.#follows.set(follow.rootId, before ? merged(before, follow) : follow);
    this.#changes.emit([follow.rootId]);
  }

  /** This device shows it: the server hears of it later. */
  read(rootId: MessageId, number: number): void {
    const before = this.#follows.get(rootId);
    if (before && number > before.readNumber) this.learn({ ...before, readNumber: number });
  }

  clear(): void {
    const ids = [...this.#follows.keys()];
    this.#follows.clear();
    if (ids.length > 0) this.#changes.emit(ids);
  }

  /** What the welcome does not name is read, whatever this device thought. */
  #reset(unread: readonly Follow[]): void {
    const ids = new Set([...this.#follows.keys(), ...unread.map(({ rootId }) => rootId)]);
    const named = new Map(unread.map((follow) => [follow.rootId, follow]));
    for (const [rootId, before] of this.#follows) {
      const follow = named.get(rootId) ?? { ...before, readNumber: before.lastNumber };
      this.#follows.set(rootId, merged(before, follow));
    }
    for (const [rootId, follow] of named) {
      if (!this.#follows.has(rootId)) this.#follows.set(rootId, follow);
    }
    this.#changes.emit([...ids]);
  }

  #forgetIn(id: ConversationId): void {
    const gone = [...this.#follows.values()].filter(({ conversationId }) => conversationId === id);
    for (const { rootId } of gone) this.#follows.delete(rootId);
    if (gone.length > 0) this.#changes.emit(gone.map(({ rootId }) => rootId));
  }
}

/** Each part by what orders it: the thread by its change, the mark by growing, following by its revision. */
function merged(one: Follow, other: Follow): Follow {
  const thread = other.change >= one.change ? other : one;
  const choice = other.revision >= one.revision ? other : one;
  const readNumber = Math.max(one.readNumber, other.readNumber);
  return {
    ...thread,
    readNumber,
    mentioned: thread.mentioned.filter((number) => number > readNumber),
    following: choice.following,
    revision: choice.revision,
  };
}
