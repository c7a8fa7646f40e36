import type { SessionId, UserId } from '../../protocol/ids.ts';

/** How long a revocation is remembered: a request that was let in before it may only now begin to send. */
const REMEMBERED_MS = 10_000;

export interface Bearer {
  readonly sessionId: SessionId;
  readonly userId: UserId;
}

/** A download or upload on its way. */
export interface Transfer {
  /** Aborted once its bearer may no longer have it. */
  readonly signal: AbortSignal;
  end(): void;
}

interface Running extends Bearer {
  readonly control: AbortController;
  /** null: nothing but the session decides, as with uploads. */
  readonly mayGoOn: (() => Promise<boolean>) | null;
}

interface TransferFacts {
  readonly now: () => number;
  readonly isLive: (sessionId: SessionId) => Promise<boolean>;
}

/** What is on its way out and in through this process, so that it can be cut. */
export class Transfers {
  readonly #facts: TransferFacts;
  readonly #running = new Set<Running>();
  #revoked: { readonly who: Partial<Bearer>; readonly at: number }[] = [];

  constructor(facts: TransferFacts) {
    this.#facts = facts;
  }

  get count(): number {
    return this.#running.size;
  }

  /** `since`: when the session of the request was looked at. */
  begin(bearer: Bearer, since: number, mayGoOn: (() => Promise<boolean>) | null = null): Transfer {
    const running: Running = { ...bearer, mayGoOn, control: new AbortController() };
    const end = () => void this.#running.delete(running);
    if (this.#revoked.some(({ who, at }) => at >= since && matches(running, who))) running.control.abort();
    else this.#running.add(running);
    return { signal: running.control.signal, end };
  }

  /** A session ended, or all of a user's. */
  revoke(who: Partial<Bearer>): void {
    const at = this.#facts.now();
    this.#revoked = [...this.#revoked.filter((one) => at - one.at < REMEMBERED_MS), { who, at }];
    for (const running of this.#running) if (matches(running, who)) this.#cut(running);
  }

  /** This user may see less than before. */
  left(userId: UserId): void {
    for (const running of this.#running)
      if (running.userId === userId) void this.#recheck(running, running.mayGoOn);
  }

  /** Something may have been missed. */
  recheck(): void {
    for (const running of this.#running) {
      void this.#recheck(running, running.mayGoOn);
      void this.#recheck(running, () => this.#facts.isLive(running.sessionId));
    }
  }

  close(): void {
    for (const running of this.#running) this.#cut(running);
  }

  /** Where it cannot be told, the answer is no: what was cut can be asked for again. */
  async #recheck(running: Running, mayGoOn: Running['mayGoOn']): Promise<void> {
    const goesOn = await (mayGoOn?.() ?? Promise.resolve(true)).catch(() => false);
    if (!goesOn) this.#cut(running);
  }

  #cut(running: Running): void {
    this.#running.delete(running);
    running.control.abort();
  }
}

function matches(running: Bearer, { sessionId, userId }: Partial<Bearer>): boolean {
  return running.sessionId === sessionId || running.userId === userId;
}

/** The same bytes until the signal comes; from then on an error, which closes the connection. */
export function cuttable(
  stream: ReadableStream<Uint8Array>,
  { signal, end }: Transfer,
): ReadableStream<Uint8Array> {
  const reader = stream.getReader();
  const cut = () => new DOMException('You may no longer have this.', 'AbortError');
  return new ReadableStream<Uint8Array>({
    start(controller) {
      signal.addEventListener('abort', () => {
        controller.error(cut());
        reader.cancel(cut()).catch(() => {});
      });
      if (signal.aborted) controller.error(cut());
    },
    async pull(controller) {
      try {
        const { done, value } = await reader.read();
        if (signal.aborted) return;
        if (!done) return controller.enqueue(value);
        end();
        controller.close();
      } catch (error) {
        end();
        if (!signal.aborted) controller.error(error);
      }
    },
    cancel(reason) {
      end();
      return reader.cancel(reason);
    },
  });
}
