import type { Places, Report } from '../checker.ts';
import type { History, Truth } from '../history.ts';

/** What the database has, against what clients were told. */
export function checkStore({ sends }: History, { truths, numbersOf, homeOf }: Places, report: Report): void {
  for (const { op, outcome, number, conversation } of sends) {
    const numbers = numbersOf.get(op) ?? [];
    if (numbers.length > 1)
      report('once', `#${op} is stored ${numbers.length} times, as ${numbers.join(', ')}`);
    if (outcome === 'ok' && numbers.length === 0) {
      report('acknowledged', `#${op} was acknowledged as ${number} of ${conversation} and is not stored`);
    }
    if (outcome === 'ok' && numbers.length === 1 && numbers[0] !== number) {
      report('acknowledged', `#${op} was acknowledged as ${number} and is stored as ${numbers[0]}`);
    }
    const home = homeOf.get(op);
    if (home !== undefined && home !== conversation) {
      report('whole', `#${op} was written in ${conversation} and is stored in ${home}`);
    }
    if (outcome === 'fail' && numbers.length > 0) {
      report('whole', `#${op} was refused and is stored as ${numbers[0]}`);
    }
  }
  for (const truth of truths.values()) checkNumbers(truth, report);
}

function checkNumbers(
  { conversation, messages, changes, lastNumber, lastChange }: Truth,
  report: Report,
): void {
  const numbers = messages.map(({ number }) => number);
  for (const [what, found, last] of [
    ['messages', numbers, lastNumber],
    ['changes', changes, lastChange],
  ] as const) {
    const wrong = found.findIndex((number, index) => number !== index + 1);
    if (wrong >= 0)
      report('contiguous', `${conversation}: ${found[wrong]} is at place ${wrong + 1} of the ${what}`);
    if (found.length !== last) {
      report('contiguous', `${conversation}: the counter of ${what} says ${last}, there are ${found.length}`);
    }
  }
}
