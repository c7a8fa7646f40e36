import type { Db } from '../../db/client.ts';
import type { LiveCall } from '../../protocol/call.ts';
import type { DownEvent } from '../../protocol/down.ts';
import type { CallId, ConversationId, UserId } from '../../protocol/ids.ts';
import type { Clock } from '../clock.ts';
import type { Logger } from '../log.ts';
import type { Bus } from '../realtime/bus.ts';
import type { Fanout } from '../realtime/fanout.ts';
import type { PresenceBook } from '../realtime/presence.ts';
import type { Gate } from '../previews/gate.ts';
import { claimUntold, readCallable } from './absent.ts';
import { claimUntoldReplies } from './absent-replies.ts';
import type { Untold } from './claim.ts';
import { Delivery, type Job } from './delivery.ts';
import { isPublicEndpoint } from './endpoint.ts';
import { type PushKeys, readPushKeys } from './keys.ts';
import { type Lease, Leases } from './leases.ts';
import { bodyOf, titleOf } from './payload.ts';
import { subscriptionsOf } from './subscriptions.ts';

const CHANNEL = 'push';
/** Longer than a page that is loaded again is away, and than it takes to read what has just arrived. */
const WAIT_MS = 5_000;
/** So that several processes rarely ask at the same moment. */
const SPREAD_MS = 300;
const MOST_WAITING = 10_000;
const ATTEMPTS = 5;
const KEEP_SECONDS = 24 * 60 * 60;
/** Push services want to know whom to ask; without a public address there is nobody to name. */
const NOBODY = 'mailto:push@parley.example';

export interface PushParts {
  readonly db: Db;
  readonly bus: Bus;
  readonly presence: Pick<PresenceBook, 'stateOf'>;
  readonly clock: Clock;
  readonly log: Logger;
  readonly publicUrl: string | null;
  readonly ringMs: number;
  readonly gate: Gate;
  readonly mayReach?: (endpoint: string) => boolean;
}

/** What is to be pushed to each device of a person. */
type Work = Omit<Job, 'to' | 'held'>;

export function makePusher(parts: PushParts): Pusher {
  return new Pusher(parts);
}

/**
 * Tells devices without an open page, by their push services. A message is looked at after a while, by every process: whoever
 * is active has read it or sees it, and of the rest the database lets one process tell each person once.
 */
export class Pusher {
  readonly #parts: PushParts;
  readonly #delivery: Delivery;
  readonly #leases: Leases;
  readonly #waiting = new Map<ConversationId, () => void>();
  /** Whom this process told of each call that rings. */
  readonly #rung = new Map<CallId, Set<UserId>>();
  readonly #stopHearing: () => void;
  #keys: Promise<PushKeys> | null = null;
  #closed = false;

  constructor(parts: PushParts) {
    this.#parts = parts;
    const subject = parts.publicUrl?.startsWith('https:') ? parts.publicUrl : NOBODY;
    this.#delivery = new Delivery({ ...parts, subject, keys: () => this.#readKeys() });
    const { db, clock, log } = parts;
    this.#leases = new Leases({ sql: db.$client, clock, log, look: (id) => this.#look(id) });
    this.#stopHearing = parts.bus.subscribe(CHANNEL, (id) => this.#lookLater(id));
  }

  mayReach(endpoint: string): boolean {
    return (this.#parts.mayReach ?? isPublicEndpoint)(endpoint);
  }

  async publicKey(): Promise<string> {
    return (await this.#readKeys()).publicKey;
  }

  /** What a conversation is told passes here: after the commit, in the process that made it. */
  notice(id: ConversationId, event: DownEvent): void {
    if (event.t === 'chat.changed' && event.change.kind === 'message') {
      if (!this.#waiting.has(id)) this.#parts.bus.publish(CHANNEL, id);
    } else if (event.t === 'call.changed') {
      if (event.call.state === 'ended') this.#rung.delete(event.call.id);
      else this.#ring(event.call);
    }
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#stopHearing();
    for (const stop of this.#waiting.values()) stop();
    this.#waiting.clear();
    await this.#delivery.close();
    await this.#leases.close();
  }

  #readKeys(): Promise<PushKeys> {
    this.#keys ??= readPushKeys(this.#parts.db).catch((error: unknown) => {
      this.#keys = null;
      throw error;
    });
    return this.#keys;
  }

  #lookLater(id: ConversationId, attempt = 1): void {
    if (this.#closed || this.#waiting.has(id) || this.#waiting.size >= MOST_WAITING) return;
    const stop = this.#parts.clock.after(WAIT_MS * attempt + Math.random() * SPREAD_MS, () => {
      this.#waiting.delete(id);
      void this.#look(id, attempt);
    });
    this.#waiting.set(id, stop);
  }

  async #look(id: ConversationId, attempt = 1): Promise<boolean> {
    const { db, clock, log } = this.#parts;
    try {
      const absence = { now: clock.now(), isThere: (userId: UserId) => this.#isThere(userId) };
      for (const claimed of [claimUntold, claimUntoldReplies]) {
        const lease = this.#leases.begin();
        const untold = await claimed(db.$client, id, absence, lease);
        if (untold.length > 0) await this.#deliver(untold, (one) => messageJob(id, one), lease);
      }
      return true;
    } catch (error) {
      if (this.#closed) return false;
      log.warn({ err: error, conversation: id }, 'who is to be told by push could not be read');
      if (attempt < ATTEMPTS) this.#lookLater(id, attempt + 1);
      return false;
    }
  }

  /** A device that somebody uses tells them itself. */
  #isThere(userId: UserId): boolean {
    return this.#parts.presence.stateOf(userId) === 'online';
  }

  #ring(call: LiveCall): void {
    const rung = this.#rung.get(call.id) ?? new Set<UserId>();
    this.#rung.set(call.id, rung);
    const userIds = call.ringing.filter((userId) => !rung.has(userId) && !this.#isThere(userId));
    for (const userId of userIds) rung.add(userId);
    if (userIds.length === 0) return;
    this.#callOut(call, userIds).catch((error: unknown) =>
      this.#parts.log.warn({ err: error, call: call.id }, 'a call could not be told by push'),
    );
  }

  async #callOut(call: LiveCall, userIds: readonly UserId[]): Promise<void> {
    const { db, clock, ringMs } = this.#parts;
    const now = clock.now();
    const callable = await readCallable(db.$client, call.conversationId, { userIds, now });
    if (callable.length === 0) return;
    const [caller] = await db.$client<
      { name: string }[]
    >`select name from users where id = ${call.startedBy}`;
    const forMs = Math.max(0, call.startedAt + ringMs - now);
    const workFor = ({ group, settings }: (typeof callable)[number]): Work => ({
      payload: {
        kind: 'call',
        conversationId: call.conversationId,
        callId: call.id,
        title: titleOf({ sender: caller?.name ?? 'Someone', isReply: false }, group),
        body: call.video ? 'Video call' : 'Call',
        forMs,
        isSilent: !settings.sound,
      },
      urgency: 'high',
      ttlSeconds: Math.ceil(forMs / 1000),
      topic: null,
    });
    await this.#deliver(callable, workFor, null);
  }

  async #deliver<T extends Pick<Untold, 'userId'>>(
    people: readonly T[],
    workFor: (one: T) => Work,
    lease: Lease | null,
  ): Promise<void> {
    const subscriptions = await subscriptionsOf(
      this.#parts.db,
      people.map(({ userId }) => userId),
    );
    const jobs = people.flatMap((one) =>
      subscriptions.filter(({ userId }) => userId === one.userId).map((to) => ({ to, ...workFor(one) })),
    );
    const held = lease === null ? [] : this.#leases.hold(lease, jobs.length);
    this.#delivery.add(jobs.map((job, index) => ({ ...job, held: held[index] ?? null })));
  }
}

function messageJob(
  conversationId: ConversationId,
  { number, threadRootId, group, settings, written }: Untold,
): Work {
  return {
    payload: {
      kind: 'message',
      conversationId,
      number,
      threadRootId,
      title: titleOf(written, group),
      body: bodyOf(written, settings.showText),
      isSilent: !settings.sound,
    },
    urgency: 'normal',
    ttlSeconds: KEEP_SECONDS,
    // The newest of a conversation, or of a thread, takes the place of those that a device has not fetched yet.
    topic: (threadRootId ?? conversationId).replaceAll('-', ''),
  };
}

/** The same fan-out, of which the pusher hears what conversations are told. */
export function noticedBy<T extends Fanout>(pusher: Pick<Pusher, 'notice'>, fanout: T): T {
  return {
    ...fanout,
    toConversation(id: ConversationId, event: DownEvent) {
      fanout.toConversation(id, event);
      pusher.notice(id, event);
    },
  };
}
