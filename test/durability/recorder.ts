import type { Absence, Attempt, History, MarkOp, Received, SendOp, ShownMark, TabLog } from './history.ts';

/** Writes a run down, in memory for the checker and as lines for whoever reads a violation. */
export class Recorder implements History {
  readonly sends: SendOp[] = [];
  readonly attempts: Attempt[] = [];
  readonly marks: MarkOp[] = [];
  readonly logs: TabLog[] = [];
  readonly shownMarks: ShownMark[] = [];
  readonly received: Received[] = [];
  readonly absences: Absence[] = [];
  /** Sends on the wire. */
  readonly flying = new Set<Attempt>();
  readonly #begun = performance.now();
  readonly #write: (line: string) => void;

  constructor(write: (line: string) => void) {
    this.#write = write;
  }

  now(): number {
    return performance.now() - this.#begun;
  }

  note(what: string, facts: Readonly<Record<string, unknown>> = {}): void {
    this.#write(`${JSON.stringify({ at: Math.round(this.now()), what, ...facts })}\n`);
  }

  invoke(send: Pick<SendOp, 'user' | 'tab' | 'conversation'>): SendOp {
    const op: SendOp = {
      ...send,
      op: this.sends.length,
      invokedAt: this.now(),
      stored: false,
      outcome: 'unknown',
      number: null,
    };
    this.sends.push(op);
    this.note('invoke', { f: 'send', op: op.op, ...send });
    return op;
  }

  attempt(op: number, tab: string): Attempt {
    const attempt: Attempt = { op, tab, from: this.now(), to: Number.POSITIVE_INFINITY, outcome: 'flying' };
    this.attempts.push(attempt);
    this.flying.add(attempt);
    return attempt;
  }

  /** `number`: the message's, where it was acknowledged. */
  attempted(attempt: Attempt, outcome: Attempt['outcome'], number: number | null = null): void {
    attempt.to = this.now();
    attempt.outcome = outcome;
    this.flying.delete(attempt);
    const send = this.sends[attempt.op];
    if (send && outcome === 'ok') {
      send.number ??= number;
      send.outcome = 'ok';
    }
    this.note(outcome, { f: 'send', op: attempt.op, tab: attempt.tab, number });
  }

  /** The outbox gave it up: the server's last word was no. */
  refused(op: number): void {
    const send = this.sends[op];
    if (send?.outcome === 'unknown') send.outcome = 'fail';
    this.note('fail', { f: 'send', op, last: true });
  }

  mark(mark: Pick<MarkOp, 'user' | 'tab' | 'conversation' | 'asked'>): MarkOp {
    const op: MarkOp = {
      ...mark,
      from: this.now(),
      to: Number.POSITIVE_INFINITY,
      outcome: 'unknown',
      answered: 0,
    };
    this.marks.push(op);
    this.note('invoke', { f: 'mark', ...mark });
    return op;
  }

  marked(op: MarkOp, outcome: MarkOp['outcome'], answered = 0): void {
    Object.assign(op, { to: this.now(), outcome, answered });
    const { user, tab, conversation, asked } = op;
    this.note(outcome, { f: 'mark', user, tab, conversation, asked, answered });
  }

  log(tab: string, conversation: string): TabLog {
    const log: TabLog = { tab, conversation, numbers: [], ops: [], jumps: new Set() };
    this.logs.push(log);
    return log;
  }

  away(user: string, conversation: string, from = this.now()): Absence {
    const absence = { user, conversation, from, until: Number.POSITIVE_INFINITY };
    this.absences.push(absence);
    return absence;
  }
}
