import { unauthenticated, unavailable } from '../../protocol/errors.ts';
import { encodeDown } from '../../protocol/parse.ts';
import { isSessionLive } from '../auth/sessions.ts';
import type { Context } from '../context.ts';
import { conversationIdsOf } from '../groups/membership.ts';
import { type Topic, topics } from './fanout.ts';
import type { Connection } from './device.ts';
import { type Discretion, frameFor, OPEN, type Telling } from './discretion.ts';
import { readWelcome } from './welcome.ts';

/**
 * Between hello and welcome: subscribe, then read, then tell. Events of the topics are held back from the moment that
 * the memberships are read, and follow the welcome; those that it already contains are dropped by their number.
 */
export class Opening {
  readonly topics = new Set<Topic>();
  readonly #context: Context;
  readonly #connection: Connection;
  readonly #held: { topic: Topic; frame: string; telling: Telling | null }[] = [];
  /** Left while the memberships were being read: an answer from before does not bring them back. */
  readonly #removed = new Set<Topic>();
  #cancelled = false;
  /** null: not read yet. What was told meanwhile is newer than what is read. */
  #discretion: Discretion | null = null;

  constructor(context: Context, connection: Connection) {
    this.#context = context;
    this.#connection = connection;
    const { id, userId } = connection;
    for (const topic of [topics.user(userId), topics.connection(id)]) this.topics.add(topic);
    // Guests hear of nobody but whom they meet.
    if (!connection.isGuest) this.topics.add(topics.everyone);
  }

  add(topic: Topic): void {
    this.#removed.delete(topic);
    this.topics.add(topic);
  }

  remove(topic: Topic): void {
    this.#removed.add(topic);
    this.topics.delete(topic);
  }

  /** Until the memberships are known any topic may turn out to be one of them. */
  hold(topic: Topic, frame: string, telling: Telling | null): void {
    if (topic.startsWith('conversation:') || this.topics.has(topic))
      this.#held.push({ topic, frame, telling });
  }

  get discretion(): Discretion {
    return this.#discretion ?? OPEN;
  }

  set discretion(discretion: Discretion) {
    this.#discretion = discretion;
  }

  /** The connection closed: it must not be seen to arrive. */
  cancel(): void {
    this.#cancelled = true;
  }

  /** The welcome, encoded. Rejects with `unauthenticated` where the session is over. */
  async run(): Promise<string> {
    const { userId, sessionId, id, isGuest } = this.#connection;
    if (!(await isSessionLive(this.#context, sessionId))) throw unauthenticated();
    if (this.#cancelled) throw unavailable('The connection is gone.');
    if (!isGuest) this.#context.presence.set(userId, id, 'online');
    await this.#subscribe();
    const welcome = await readWelcome(this.#context, this.#connection);
    this.#discretion ??= welcome.preferences.mine;
    return encodeDown(welcome);
  }

  /** What happened meanwhile. Taken in the same turn in which the topics are subscribed, so that nothing is missed. */
  held(): string[] {
    return this.#held
      .filter(({ topic }) => this.topics.has(topic))
      .flatMap(({ frame, telling }) => frameFor(this.discretion, frame, telling) ?? []);
  }

  async #subscribe(): Promise<void> {
    for (const id of await conversationIdsOf(this.#context.db, this.#connection.userId)) {
      const topic = topics.conversation(id);
      if (!this.#removed.has(topic)) this.topics.add(topic);
    }
  }
}
