import type {
  Absence,
  Attempt,
  History,
  MarkOp,
  Outcome,
  Received,
  SendOp,
  ShownMark,
  TabLog,
  VoteOp,
} from './history.ts';

/** Writes a run down, in memory for the checker and as lines for whoever reads a violation. */
export class Recorder implements History {
  readonly sends: SendOp[] = [];
  readonly attempts: Attempt[] = [];
  readonly marks: MarkOp[] = [];
  readonly votes: VoteOp[] = [];
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

  vote(vote: Pick<VoteOp, 'user' | 'tab' | 'poll' | 'choice'>): VoteOp {
    const op: VoteOp = {
      ...vote,
      from: this.now(),
      to: Number.POSITIVE_INFINITY,
      outcome: 'unknown',
      revision: 0,
    };
    this.votes.push(op);
    this.note('invoke', { f: 'vote', ...vote });
    return op;
  }

  voted(op: VoteOp, outcome: Outcome, revision = 0): void {
    Object.assign(op, { to: this.now(), outcome, revision });
    const { tab, poll, choice } = op;
    this.note(outcome, { f: 'vote', tab, poll, choice, revision });
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

  /**
   * After a check that found nothing: what came to be shown until now agrees with the database, and later checks need
   * only its end. So a long run costs no more a round than a short one.
   */
  settle(): void {
    for (const { numbers, ops, jumps } of this.logs) {
      numbers.splice(0, numbers.length - 1);
      ops.splice(0, ops.length - 1);
      jumps.clear();
    }
    const latest = this.shownMarks.map(
      (mark) => [`${mark.tab} ${mark.conversation} ${mark.user}`, mark] as const,
    );
    this.shownMarks.splice(0, this.shownMarks.length, ...new Map(latest).values());
    this.attempts.splice(0, this.attempts.length, ...this.flying);
    this.received.length = 0;
  }
}
