import type { PendingSend } from './commit-sends.ts';
import { isText } from './commit-texts.ts';

/**
 * Takes the next batch out of those that wait: as many as can be of the kind of the first (texts, or what takes more),
 * among the first `most`. What one person sent keeps its order: who has to wait with one waits with the later ones.
 */
export function takeBatch<P extends PendingSend>(waiting: P[], most: number): P[] {
  const [first] = waiting;
  if (!first) return [];
  const isOfTexts = isText(first);
  const batch: P[] = [];
  const later: P[] = [];
  const held = new Set<string>();
  const sent = new Set<string>();
  for (const pending of waiting.splice(0, most)) {
    const key = `${pending.senderId} ${pending.send.clientId}`;
    if (held.has(pending.senderId) || isText(pending) !== isOfTexts || sent.has(key)) {
      held.add(pending.senderId);
      later.push(pending);
    } else {
      sent.add(key);
      batch.push(pending);
    }
  }
  waiting.unshift(...later);
  return batch;
}
