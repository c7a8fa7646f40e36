import type { Db } from '../../db/client.ts';
import type { Message, Send } from '../../protocol/chat.ts';
import { invalid, ParleyError, unavailable } from '../../protocol/errors.ts';
import type { UserId } from '../../protocol/ids.ts';
import { MAX_POLL_QUESTION_LENGTH } from '../../protocol/limits.ts';
import type { Clock } from '../clock.ts';
import { toParleyError } from '../errors.ts';
import type { Logger } from '../log.ts';
import type { Fanout } from '../realtime/fanout.ts';
import type { PresenceBook } from '../realtime/presence.ts';
import { tellFollowers } from '../threads/read-follows.ts';
import { commitSends, type Outcome, type PendingSend } from './commit-sends.ts';
import { commitTexts, isText } from './commit-texts.ts';
import { takeBatch } from './take-batch.ts';

/** More would keep those that wait for the next commit waiting for long. */
const MAX_BATCH = 500;
const MAX_WAITING = 10_000;
/** A commit that takes longer is given up: whether it was carried out is unknown. */
const COMMIT_TIMEOUT_MS = 5_000;

interface Parts {
  readonly db: Db;
  readonly fanout: Pick<Fanout, 'toConversation' | 'toUser'>;
  /** For whom `@here` calls. */
  readonly presence: Pick<PresenceBook, 'online'>;
  readonly clock: Clock;
  readonly log: Logger;
  /** Looks at the links of what was sent, afterwards. */
  readonly previews?: { look(message: Message): void };
}

interface Waiting extends PendingSend {
  readonly resolve: (message: Message) => void;
  readonly reject: (error: ParleyError) => void;
}

export function makeSendLane(parts: Parts): SendLane {
  return new SendLane(parts);
}

/**
 * All sends of this process, in batches that clock themselves: what arrives while a commit is in flight is the next
 * commit. An acknowledgement means committed; events leave in the order of commit.
 */
export class SendLane {
  readonly #parts: Parts;
  #waiting: Waiting[] = [];
  #running: Promise<void> | null = null;
  #closed = false;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** Rejects with `unavailable` where the outcome is unknown: the same `clientId` may be sent again. */
  async send(senderId: UserId, send: Send): Promise<Message> {
    const cleaned = cleanSend(send);
    if (this.#closed) throw unavailable('The server is stopping.');
    if (this.#waiting.length >= MAX_WAITING) throw unavailable('Too many messages are waiting.');
    const { promise, resolve, reject } = Promise.withResolvers<Message>();
    this.#waiting.push({ senderId, send: cleaned, resolve, reject });
    this.#running ??= this.#run();
    return promise;
  }

  /** Finishes what waits. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.#running;
  }

  /** While the database is busy with one batch, the batch before it is told: neither waits for the other. */
  async #run(): Promise<void> {
    // What arrives in the same turn as the first belongs to its batch.
    await Promise.resolve();
    let settled: Settled[] = [];
    while (this.#waiting.length > 0 || settled.length > 0) {
      const batch = takeBatch(this.#waiting, MAX_BATCH);
      const committing = this.#commit(batch);
      // A statement leaves in the turn of promises after it was made.
      await Promise.resolve();
      this.#deliver(settled);
      settled = await committing;
    }
    this.#running = null;
  }

  async #commit(batch: readonly Waiting[], isSecondTry = false): Promise<Settled[]> {
    if (batch.length === 0) return [];
    try {
      return settle(batch, await this.#attempt(batch));
    } catch (error) {
      const failure = toParleyError(error);
      if (failure.code === 'unavailable') return this.#giveUp(batch, failure);
      if (batch.length > 1) return this.#commitEach(batch);
      if (!isSecondTry && isRace(error)) return this.#commit(batch, true);
      this.#parts.log.error({ err: error }, 'a message could not be stored');
      return refuse(batch, failure);
    }
  }

  /** Something in the batch does not commit: it must not hold up the rest. */
  async #commitEach(batch: readonly Waiting[]): Promise<Settled[]> {
    for (const one of batch) this.#deliver(await this.#commit([one]));
    return [];
  }

  async #attempt(batch: readonly Waiting[]): Promise<Outcome[]> {
    const { clock } = this.#parts;
    const { promise: late, reject } = Promise.withResolvers<never>();
    const cancel = clock.after(COMMIT_TIMEOUT_MS, () => reject(unavailable('The database does not answer.')));
    try {
      return await Promise.race([this.#store(batch, clock.now()), late]);
    } finally {
      cancel();
    }
  }

  /** A batch is of one kind. */
  #store(batch: readonly Waiting[], now: number): Promise<Outcome[]> {
    const { db, presence } = this.#parts;
    if (batch.every(isText)) return commitTexts(db.$client, batch, now);
    return commitSends(db.$client, batch, { now, online: () => presence.online() });
  }

  #deliver(settled: readonly Settled[]): void {
    for (const { waiting, outcome } of settled) {
      if (outcome.kind === 'refused') {
        waiting.reject(outcome.error);
        continue;
      }
      const { message } = outcome;
      waiting.resolve(message);
      // A known one is told again: its first commit may have told nobody (the process died, its answer came too
      // late). Whoever has it drops it by its number.
      this.#parts.fanout.toConversation(message.conversationId, {
        t: 'chat.changed',
        conversationId: message.conversationId,
        change: { kind: 'message', change: message.change, message },
      });
      if (outcome.kind === 'sent') this.#parts.previews?.look(message);
    }
    this.#tellFollowers(settled);
  }

  /** Nobody waits for it: the replies themselves are told already. */
  #tellFollowers(settled: readonly Settled[]): void {
    const { db, fanout, log } = this.#parts;
    const rootIds = settled.flatMap(({ outcome }) =>
      outcome.kind === 'refused' ? [] : (outcome.message.threadRootId ?? []),
    );
    void tellFollowers({ sql: db.$client, fanout, log }, [...new Set(rootIds)]);
  }

  /** Those that wait would fare no better: they are told at once. */
  #giveUp(batch: readonly Waiting[], failure: ParleyError): Settled[] {
    this.#parts.log.warn({ err: failure.cause ?? failure }, 'sends wait for the database');
    return refuse([...batch, ...this.#waiting.splice(0)], failure);
  }
}

/** What became of a send that its sender is yet to be told. */
interface Settled {
  readonly waiting: Waiting;
  readonly outcome: Outcome;
}

function settle(batch: readonly Waiting[], outcomes: readonly Outcome[]): Settled[] {
  return batch.map((waiting, index) => {
    const outcome = outcomes[index];
    if (outcome) return { waiting, outcome };
    return {
      waiting,
      outcome: { kind: 'refused', error: new ParleyError('internal', 'Something went wrong on the server.') },
    };
  });
}

function refuse(batch: readonly Waiting[], error: ParleyError): Settled[] {
  return batch.map((waiting) => ({ waiting, outcome: { kind: 'refused', error } }));
}

/** Another process stored the same send meanwhile, or held what this one needed: the second look decides. */
function isRace(error: unknown): boolean {
  return error instanceof Error && 'code' in error && RACES.has(String(error.code));
}

/** PostgreSQL's unique violation, serialization failure and deadlock. */
const RACES = new Set(['23505', '40001', '40P01']);

function requireQuestion(text: string): void {
  if (text.trim() === '') throw invalid('A poll has a question.');
  if (text.length > MAX_POLL_QUESTION_LENGTH) throw invalid('The question of this poll is too long.');
}

/** Ids as the database writes them, and only text that it can hold. */
export function cleanSend(send: Send): Send {
  if (send.text.trim() === '' && send.fileIds.length === 0) throw invalid('A message has text or files.');
  if (send.poll) requireQuestion(send.text);
  if (send.text.includes('\u0000')) throw invalid('A message has no NUL characters.');
  if (new Set(send.fileIds).size !== send.fileIds.length) throw invalid('A file stands in a message once.');
  return {
    ...send,
    clientId: send.clientId.toLowerCase(),
    conversationId: send.conversationId.toLowerCase(),
    replyTo: send.replyTo?.toLowerCase() ?? null,
    threadRootId: send.threadRootId?.toLowerCase() ?? null,
    fileIds: send.fileIds.map((fileId) => fileId.toLowerCase()),
    text: send.text.toWellFormed(),
  };
}
