import type { Places, Report } from '../checker.ts';
import type { History, MarkOp } from '../history.ts';

/** An answered mark holds for every later answer, for the database, and for whoever saw it. */
export function checkMarks({ marks, shownMarks }: History, { truths }: Places, report: Report): void {
  for (const [key, own] of groupByReader(marks)) checkAnswers(key, own, report);
  for (const { user, conversation, answered, outcome } of marks) {
    const stored = truths.get(conversation)?.reads.get(user);
    if (outcome === 'ok' && stored !== undefined && stored < answered) {
      report('marks', `${user} in ${conversation}: ${answered} was answered, ${stored} is stored`);
    }
  }
  const seen = new Map<string, number>();
  for (const { tab, conversation, user, read } of shownMarks) {
    const key = `${tab} showed ${user} in ${conversation}`;
    const before = seen.get(key) ?? 0;
    if (read < before) report('marks', `${key} at ${before}, then at ${read}`);
    seen.set(key, read);
  }
}

function groupByReader(marks: readonly MarkOp[]): Map<string, MarkOp[]> {
  const groups = new Map<string, MarkOp[]>();
  for (const mark of marks) {
    if (mark.outcome !== 'ok') continue;
    const key = `${mark.user} in ${mark.conversation}`;
    const group = groups.get(key);
    if (group) group.push(mark);
    else groups.set(key, [mark]);
  }
  return groups;
}

/** Told in the order of their ends, so that `highest` is what was answered before an instant. */
function checkAnswers(key: string, marks: readonly MarkOp[], report: Report): void {
  const ended = marks.toSorted((a, b) => a.to - b.to);
  const begun = marks.toSorted((a, b) => a.from - b.from);
  let highest = 0;
  let next = 0;
  for (const mark of begun) {
    for (let done = ended[next]; done && done.to < mark.from; done = ended[next]) {
      highest = Math.max(highest, done.answered);
      next += 1;
    }
    const least = Math.max(highest, mark.asked);
    if (mark.answered < least) {
      report('marks', `${key}: asked for ${mark.asked} when ${highest} was answered, got ${mark.answered}`);
    }
  }
}
