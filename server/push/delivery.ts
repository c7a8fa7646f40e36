import type { Db } from '../../db/client.ts';
import type { Clock } from '../clock.ts';
import type { Logger } from '../log.ts';
import { addressesOf, type Gate } from '../previews/gate.ts';
import type { PushKeys } from './keys.ts';
import type { Held } from './leases.ts';
import type { PushPayload } from './payload.ts';
import { drop, noteDelivered, noteFailed, type Subscription } from './subscriptions.ts';

const MOST_WAITING = 5_000;
const AT_ONCE = 8;
const PATIENCE_MS = 10_000;
/** Pauses before the tries that follow the first. */
const RETRY_AFTER_MS = [2_000, 10_000, 60_000] as const;
const LONGEST_PAUSE_MS = 5 * 60_000;

export interface Job {
  readonly to: Subscription;
  readonly payload: PushPayload;
  readonly urgency: 'normal' | 'high';
  /** How long the push service keeps it for a device that is away. */
  readonly ttlSeconds: number;
  /** Of what waits there, one for each topic: at most 32 characters. */
  readonly topic: string | null;
  /** What it was claimed under; null: nobody does it in the place of this process. */
  readonly held: Held | null;
}

export interface DeliveryParts {
  readonly db: Db;
  readonly clock: Clock;
  readonly log: Logger;
  readonly keys: () => Promise<PushKeys>;
  /** What a name leads to is looked at before each call. */
  readonly gate: Gate;
  /** Whom a push service may ask about this sender: an address or a mail address. */
  readonly subject: string;
}

type Answer =
  | { readonly kind: 'delivered' }
  | { readonly kind: 'gone' }
  | { readonly kind: 'refused' }
  | { readonly kind: 'later'; readonly afterMs: number | null };

/** Jobs on their way to push services, a few at once; more than it holds are dropped rather than kept in memory. */
export class Delivery {
  readonly #parts: DeliveryParts;
  readonly #waiting: Job[] = [];
  readonly #running = new Set<Promise<void>>();
  readonly #pauses = new Set<() => void>();
  readonly #over = new AbortController();

  constructor(parts: DeliveryParts) {
    this.#parts = parts;
  }

  add(jobs: readonly Job[]): void {
    if (this.#over.signal.aborted) return;
    const room = MOST_WAITING - this.#waiting.length;
    if (jobs.length > room)
      this.#parts.log.warn({ dropped: jobs.length - room }, 'too many push messages wait');
    for (const { held } of jobs.slice(room)) held?.settle();
    this.#waiting.push(...jobs.slice(0, room));
    this.#work();
  }

  async close(): Promise<void> {
    this.#over.abort();
    this.#waiting.length = 0;
    for (const end of this.#pauses) end();
    await Promise.all(this.#running);
  }

  #work(): void {
    while (this.#running.size < AT_ONCE) {
      const job = this.#waiting.shift();
      if (!job) return;
      void this.#run(job).then(() => this.#work());
    }
  }

  async #deliver(job: Job, attempt: number): Promise<void> {
    const { db } = this.#parts;
    const claim = job.held?.state(PATIENCE_MS) ?? 'ours';
    if (claim === 'taken') return;
    if (claim === 'unsure') return this.#pause(job, { afterMs: RETRY_AFTER_MS[0], attempt });
    const answer = await this.#send(job);
    if (this.#over.signal.aborted) return;
    const pause = RETRY_AFTER_MS[attempt];
    if (answer.kind === 'later' && pause !== undefined) {
      const afterMs = Math.min(answer.afterMs ?? pause, LONGEST_PAUSE_MS);
      return this.#pause(job, { afterMs, attempt: attempt + 1 });
    }
    job.held?.settle();
    if (answer.kind === 'delivered') return noteDelivered(db, job.to.id);
    if (answer.kind === 'gone') return drop(db, job.to.id);
    return noteFailed(db, job.to.id);
  }

  /** Beside the queue: who answers late must not hold up the others. */
  #pause(job: Job, { afterMs, attempt }: { readonly afterMs: number; readonly attempt: number }): void {
    const end = this.#parts.clock.after(afterMs, () => {
      this.#pauses.delete(end);
      const left = job.ttlSeconds - Math.ceil(afterMs / 1000);
      if (left > 0) this.#run({ ...job, ttlSeconds: left }, attempt);
      else job.held?.settle();
    });
    this.#pauses.add(end);
  }

  #run(job: Job, attempt = 0): Promise<void> {
    const run = this.#deliver(job, attempt)
      .catch((error: unknown) => {
        job.held?.settle();
        this.#parts.log.warn({ err: error }, 'a push message was not delivered');
      })
      .finally(() => this.#running.delete(run));
    this.#running.add(run);
    return run;
  }

  async #send({ to, payload, urgency, ttlSeconds, topic }: Job): Promise<Answer> {
    const { keys, subject, log, gate } = this.#parts;
    const { generateRequestDetails } = await import('web-push');
    const vapidDetails = { subject, ...(await keys()) };
    const target = { endpoint: to.endpoint, keys: { p256dh: to.p256dh, auth: to.auth } };
    const options = { vapidDetails, TTL: ttlSeconds, urgency, contentEncoding: 'aes128gcm' as const };
    const { endpoint, headers, body } = generateRequestDetails(target, JSON.stringify(payload), {
      ...options,
      ...(topic === null ? {} : { topic }),
    });
    try {
      await addressesOf(new URL(endpoint), gate);
      const signal = AbortSignal.any([this.#over.signal, AbortSignal.timeout(PATIENCE_MS)]);
      const init = {
        method: 'POST',
        headers,
        body: new Uint8Array(body ?? []),
        redirect: 'manual',
        signal,
      } as const;
      const answer = await fetch(endpoint, init as RequestInit);
      await answer.body?.cancel();
      return answerOf(answer);
    } catch (error) {
      log.debug({ err: error }, 'a push service was not reached');
      return { kind: 'later', afterMs: null };
    }
  }
}

function answerOf({ status, headers }: Response): Answer {
  if (status >= 200 && status < 300) return { kind: 'delivered' };
  if (status === 404 || status === 410) return { kind: 'gone' };
  if (status !== 429 && status < 500) return { kind: 'refused' };
  const seconds = Number(headers.get('retry-after') ?? Number.NaN);
  return { kind: 'later', afterMs: seconds > 0 ? seconds * 1000 : null };
}
