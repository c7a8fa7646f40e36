import type { Places, Report } from '../checker.ts';
import type { Attempt, History, Rest } from '../history.ts';

/** What users wrote: that it goes out, once at a time and in their order. */
export function checkOutboxes(
  history: History,
  { rest, places }: { rest: Rest; places: Places },
  report: Report,
): void {
  for (const op of rest.waiting) report('kept', `#${op} still waits in its outbox`);
  const waiting = new Set(rest.waiting);
  for (const { op, stored, outcome, tab } of history.sends) {
    if (!stored || outcome !== 'unknown' || waiting.has(op) || places.numbersOf.has(op)) continue;
    report('kept', `#${op} left the outbox of ${tab} and was never stored`);
  }
  checkOrder(history, places, report);
  checkTabs(history.attempts, report);
}

function checkOrder({ sends }: History, { numbersOf }: Places, report: Report): void {
  const last = new Map<string, { op: number; number: number }>();
  for (const { op, tab, conversation } of sends) {
    const number = numbersOf.get(op)?.[0];
    if (number === undefined) continue;
    const key = `${tab} in ${conversation}`;
    const before = last.get(key);
    if (before && before.number > number) {
      report('in order', `${key} wrote #${before.op} before #${op}; they are ${before.number} and ${number}`);
    }
    last.set(key, { op, number });
  }
}

function checkTabs(attempts: readonly Attempt[], report: Report): void {
  const byOp = new Map<number, Attempt[]>();
  for (const attempt of attempts) {
    const others = byOp.get(attempt.op);
    if (!others) {
      byOp.set(attempt.op, [attempt]);
      continue;
    }
    const other = others.find(
      ({ tab, from, to }) => tab !== attempt.tab && from < attempt.to && attempt.from < to,
    );
    if (other)
      report('one tab', `#${attempt.op} was on the wire of ${other.tab} and of ${attempt.tab} at once`);
    others.push(attempt);
  }
}
