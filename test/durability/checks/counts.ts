import type { Report } from '../checker.ts';
import type { Hanging, Rest } from '../history.ts';

const NOTHING: Hanging = { replies: 0, faces: [], options: [] };

/** What hangs on a message is shown by every tab as the rows in the database add up. */
export function checkCounts({ hanging, shown }: Rest, report: Report): void {
  const stored = new Map([...hanging].map(([message, one]) => [message, wordsOf(one)]));
  const nothing = wordsOf(NOTHING);
  for (const { tab, message, ...one } of shown) {
    const [there, here] = [stored.get(message) ?? nothing, wordsOf(one)];
    if (here !== there) report('counts', `${tab} shows ${here} on ${message}, where ${there} is stored`);
  }
}

function wordsOf({ replies, faces, options }: Hanging): string {
  const chosen = options.map((voters) => `${voters.length} (${voters.join(' ')})`).join(', ');
  return `${replies} replies by (${faces.join(' ')}), votes ${chosen}`;
}
