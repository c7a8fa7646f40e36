import { and, eq, gt, isNull } from 'drizzle-orm';
import { schema } from '../../db/client.ts';
import { unauthenticated, unavailable } from '../../protocol/errors.ts';
import { encodeDown } from '../../protocol/parse.ts';
import type { Context } from '../context.ts';
import { type Topic, topics } from './fanout.ts';
import type { Connection } from './handler.ts';
import { readWelcome } from './welcome.ts';

const { memberships, sessions, users } = schema;

/**
 * Between hello and welcome: subscribe, then read, then tell. Events of the topics are held back from the moment that
 * the memberships are read, and follow the welcome; those that it already contains are dropped by their number.
 */
export class Opening {
  readonly topics = new Set<Topic>();
  readonly #context: Context;
  readonly #connection: Connection;
  readonly #held: { topic: Topic; frame: string }[] = [];
  /** Left while the memberships were being read: an answer from before does not bring them back. */
  readonly #removed = new Set<Topic>();
  #cancelled = false;

  constructor(context: Context, connection: Connection) {
    this.#context = context;
    this.#connection = connection;
    const { id, userId } = connection;
    for (const topic of [topics.everyone, topics.user(userId), topics.connection(id)]) this.topics.add(topic);
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
  hold(topic: Topic, frame: string): void {
    if (topic.startsWith('conversation:') || this.topics.has(topic)) this.#held.push({ topic, frame });
  }

  /** The connection closed: it must not be seen to arrive. */
  cancel(): void {
    this.#cancelled = true;
  }

  /** The welcome, encoded. Rejects with `unauthenticated` where the session is over. */
  async run(): Promise<string> {
    const { userId, id } = this.#connection;
    await this.#requireSession();
    if (this.#cancelled) throw unavailable('The connection is gone.');
    this.#context.presence.set(userId, id, 'online');
    await this.#subscribe();
    return encodeDown(await readWelcome(this.#context, userId));
  }

  /** What happened meanwhile. Taken in the same turn in which the topics are subscribed, so that nothing is missed. */
  held(): string[] {
    return this.#held.filter(({ topic }) => this.topics.has(topic)).map(({ frame }) => frame);
  }

  /** It may have ended between the upgrade and now, when nobody could tell this connection. */
  async #requireSession(): Promise<void> {
    const { db, clock } = this.#context;
    const [found] = await db
      .select({ id: sessions.id })
      .from(sessions)
      .innerJoin(users, eq(users.id, sessions.userId))
      .where(
        and(
          eq(sessions.id, this.#connection.sessionId),
          gt(sessions.expiresAt, new Date(clock.now())),
          isNull(users.suspendedAt),
        ),
      );
    if (!found) throw unauthenticated();
  }

  async #subscribe(): Promise<void> {
    const rows = await this.#context.db
      .select({ id: memberships.conversationId })
      .from(memberships)
      .where(eq(memberships.userId, this.#connection.userId));
    for (const { id } of rows) {
      const topic = topics.conversation(id);
      if (!this.#removed.has(topic)) this.topics.add(topic);
    }
  }
}
