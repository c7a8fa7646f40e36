import type { Places, Report } from '../checker.ts';
import type { History, Rest, Screen, TabLog, Truth } from '../history.ts';

/** What every tab came to show, and what it shows at rest, against the database. */
export function checkDevices(
  { logs }: History,
  { rest, places }: { rest: Rest; places: Places },
  report: Report,
): void {
  for (const log of logs) checkLog(log, places, report);
  const { truths } = places;
  for (const screen of rest.screens) {
    const truth = truths.get(screen.conversation);
    if (truth) checkScreen(screen, truth, report);
  }
}

function checkLog(log: TabLog, { opAt, numbersOf }: Places, report: Report): void {
  const { tab, conversation, numbers, ops, jumps } = log;
  const stored = opAt.get(conversation);
  const seen = new Set<number>();
  numbers.forEach((number, place) => {
    const op = ops[place] ?? -1;
    const before = place === 0 || jumps.has(place) ? null : (numbers[place - 1] ?? 0);
    const where = `${tab} in ${conversation}`;
    if (before !== null && number <= before) report('one order', `${where} showed ${number} after ${before}`);
    if (before !== null && number > before + 1) {
      report('contiguous', `${where} showed ${number} right after ${before}`);
    }
    if (op < 0) return;
    if (seen.has(op)) report('once', `${where} showed #${op} twice`);
    seen.add(op);
    if (!numbersOf.has(op)) report('whole', `${where} showed #${op}, which is not stored`);
    else if (stored?.get(number) !== op) {
      report(
        'one order',
        `${where} showed #${op} as ${number}, where the database has #${stored?.get(number)}`,
      );
    }
  });
}

/** A screen is the end of the conversation, from wherever it begins. */
function checkScreen({ tab, conversation, messages }: Screen, truth: Truth, report: Report): void {
  const where = `${tab} in ${conversation}`;
  if (messages === null) return report('acknowledged', `${where} shows nothing of ${truth.lastNumber}`);
  const first = messages[0]?.number ?? truth.lastNumber + 1;
  // From the end: of a long conversation a screen shows little.
  const expected = truth.messages.slice(truth.messages.findLastIndex(({ number }) => number < first) + 1);
  const shown = new Map(messages.map(({ number, op }) => [number, op]));
  if (shown.size < messages.length) report('once', `${where} shows a number twice`);
  const missing = expected.filter(({ number }) => !shown.has(number));
  if (missing.length > 0 || (messages.length === 0 && truth.messages.length > 0)) {
    const some = missing.slice(0, 3).map(({ number, op }) => `${number} (#${op})`);
    report('acknowledged', `${where} lacks ${missing.length}: ${some.join(', ')} of ${truth.lastNumber}`);
  }
  const ops = messages.filter(({ op }) => op >= 0).map(({ op }) => op);
  if (new Set(ops).size < ops.length) report('once', `${where} shows a message twice`);
  const strange = expected.find(({ number, op }) => shown.has(number) && shown.get(number) !== op);
  if (strange) report('one order', `${where} shows #${shown.get(strange.number)} as ${strange.number}`);
}
