import { createNow } from '../../ui/now.ts';
import { durationWords } from './call-words.ts';

export function Elapsed(props: { since: number }) {
  const now = createNow(1000);
  return <time class="call-elapsed">{durationWords(now() - props.since)}</time>;
}
