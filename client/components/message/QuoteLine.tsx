import type { Quote } from '../../../protocol/chat.ts';
import { useStores } from '../../stores/context.tsx';
import { plural } from '../../ui/format.ts';
import { oneLine } from '../text/one-line.ts';
import { useDesk } from './desk.ts';

/** Above a reply: whom and what it answers; leads there. */
export function QuoteLine(props: { quote: Quote }) {
  const { people, session } = useStores();
  const desk = useDesk();
  const name = () =>
    props.quote.senderId === session.me()?.id
      ? 'You'
      : (people.user(props.quote.senderId)?.name ?? 'Someone');
  return (
    <button type="button" class="quote-line" onClick={() => desk.jumpTo(props.quote.number)}>
      <span class="sr-only">In reply to </span>
      <span class="font-[550] text-ink">{name()}</span>
      <span>{quoteWords(props.quote)}</span>
    </button>
  );
}

export function quoteWords(quote: Pick<Quote, 'text' | 'fileCount' | 'poll' | 'deleted'>): string {
  if (quote.deleted) return 'Deleted message';
  if (quote.poll) return `Poll: ${oneLine(quote.text)}`;
  return oneLine(quote.text) || (quote.fileCount === 1 ? 'File' : plural(quote.fileCount, 'file'));
}
