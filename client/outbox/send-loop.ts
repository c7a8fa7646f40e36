import type { Message } from '../../protocol/chat.ts';
import { type ErrorCode, ParleyError } from '../../protocol/errors.ts';
import type { ConversationId } from '../../protocol/ids.ts';
import type { Clock } from '../clock.ts';
import { backoffDelay } from '../socket/backoff.ts';
import type { Socket } from '../socket/socket.ts';
import type { OutboxItem } from './outbox-item.ts';

export interface SendLoopOptions {
  readonly socket: Pick<Socket, 'request'>;
  readonly clock: Clock;
  readonly random: () => number;
  /** The oldest item of the conversation that may go out. */
  next(conversation: ConversationId): OutboxItem | undefined;
  waiting(): Iterable<ConversationId>;
  /** Told when an item goes onto the wire and when it is off it again. */
  onSending(item: OutboxItem, isSending: boolean): void;
  onSent(item: OutboxItem, message: Message): Promise<void>;
  onRefused(item: OutboxItem, error: ParleyError): Promise<void>;
  /** The server cannot take anything for the moment; null: it can again. */
  onTrouble(trouble: SendTrouble | null): void;
}

export interface SendTrouble {
  readonly attempt: number;
  readonly nextTryAt: number;
}

/** While somebody waits for a message to go out, the pauses stay short. */
const LONGEST_PAUSE_MS = 5_000;

/** With these the same send may go through later. Every other code is the server's last word on the message. */
const RETRIED: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'unavailable',
  'rate_limited',
  'busy',
  'unauthenticated',
  'version_mismatch',
]);

/** Sends what waits, one message at a time in each conversation, until `signal` says that the turn is over. */
export class SendLoop {
  readonly #options: SendLoopOptions;
  readonly #signal: AbortSignal;
  readonly #lanes = new Set<ConversationId>();

  constructor(options: SendLoopOptions, signal: AbortSignal) {
    this.#options = options;
    this.#signal = signal;
  }

  /** Something waits, or may go out now. */
  wake(): void {
    for (const conversation of this.#options.waiting()) {
      if (!this.#lanes.has(conversation)) void this.#run(conversation);
    }
  }

  async #run(conversation: ConversationId): Promise<void> {
    this.#lanes.add(conversation);
    let failures = 0;
    for (let item = this.#next(conversation); item; item = this.#next(conversation)) {
      const problem = await this.#send(item);
      failures = problem ? failures + 1 : 0;
      if (problem) await this.#pauseAfter(problem, failures);
      else this.#options.onTrouble(null);
    }
    this.#lanes.delete(conversation);
  }

  #next(conversation: ConversationId): OutboxItem | undefined {
    return this.#signal.aborted ? undefined : this.#options.next(conversation);
  }

  /** Answers with the problem if the item is to be sent again. */
  async #send(item: OutboxItem): Promise<ParleyError | null> {
    const { onSending, onSent, onRefused } = this.#options;
    onSending(item, true);
    const answer = await this.#request(item);
    onSending(item, false);
    if (!(answer instanceof ParleyError)) await onSent(item, answer);
    else if (RETRIED.has(answer.code)) return answer;
    else await onRefused(item, answer);
    return null;
  }

  async #request({
    clientId,
    conversationId,
    threadRootId = null,
    text,
    files,
    quote,
    poll,
  }: OutboxItem): Promise<Message | ParleyError> {
    try {
      const fileIds = files.map((file) => file.id);
      const replyTo = quote?.id ?? null;
      const place = { conversationId, threadRootId };
      const up = { t: 'chat.send', clientId, ...place, text, replyTo, fileIds, poll } as const;
      return (await this.#options.socket.request<'chat.send'>(up)).message;
    } catch (cause) {
      return cause instanceof ParleyError ? cause : new ParleyError('internal', String(cause), { cause });
    }
  }

  async #pauseAfter(problem: ParleyError, attempt: number): Promise<void> {
    const { clock, random, onTrouble } = this.#options;
    if (this.#signal.aborted) return;
    const pauseMs = problem.retryAfterMs ?? Math.min(backoffDelay(attempt, random), LONGEST_PAUSE_MS);
    if (problem.code === 'unavailable') onTrouble({ attempt, nextTryAt: clock.now() + pauseMs });
    await this.#pause(pauseMs);
  }

  #pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const end = () => {
        stop();
        this.#signal.removeEventListener('abort', end);
        resolve();
      };
      const stop = this.#options.clock.after(ms, end);
      this.#signal.addEventListener('abort', end);
    });
  }
}
