import type { Report } from '../checker.ts';
import type { Absence, History } from '../history.ts';

/** A removal reaches every open device within this time. */
export const REVOCATION_MS = 1_000;

/** Nothing that was written once a removal had time to take effect reaches who was removed, until they are back. */
export function checkTheirs({ received, absences, sends }: History, report: Report): void {
  const byPlace = new Map<string, Absence[]>();
  for (const absence of absences) {
    const key = `${absence.user} in ${absence.conversation}`;
    byPlace.set(key, [...(byPlace.get(key) ?? []), absence]);
  }
  for (const { tab, user, conversation, op, at } of received) {
    const writtenAt = sends[op]?.invokedAt ?? 0;
    const wrong = byPlace
      .get(`${user} in ${conversation}`)
      ?.find(({ from, until }) => writtenAt > from + REVOCATION_MS && at < until);
    if (!wrong) continue;
    const late = Math.round(writtenAt - wrong.from);
    report('theirs', `${tab} got #${op} of ${conversation}, written ${late} ms after ${user} was removed`);
  }
}
