import { lazy, Show, Suspense, untrack } from 'solid-js';
import { Marks } from '../message/Marks.tsx';
import { useDesk } from '../message/desk.ts';
import { QuoteLine } from '../message/QuoteLine.tsx';
import { Reactions } from '../message/Reactions.tsx';
import { TextBody } from '../text/TextBody.tsx';
import { Attachments } from './Attachments.tsx';
import { FailedNote } from './FailedNote.tsx';
import type { RowProps } from './row-props.ts';
import { failedOf, filesOf, hasMore, messageOf, pollOf, quoteOf, textOf, touchedOf } from './rows.ts';

const PollCard = lazy(async () => ({ default: (await import('../polls/PollCard.tsx')).PollCard }));
const PollPreview = lazy(async () => ({ default: (await import('../polls/PollCard.tsx')).PollPreview }));
const LinkCards = lazy(async () => ({ default: (await import('../message/LinkCards.tsx')).LinkCards }));
const ThreadChip = lazy(async () => ({ default: (await import('../threads/ThreadChip.tsx')).ThreadChip }));

/** What a message says, below its author's name. Most are what they were when they were sent: words and no more. */
export function MessageContent(props: RowProps) {
  const item = () => props.row.value().item;
  const isDeleted = () => (messageOf(item())?.deletedAt ?? null) !== null;
  // A message that answers none never comes to answer one.
  const isAnswer = untrack(() => quoteOf(item()) !== null);
  return (
    <>
      {isDeleted() ? (
        <p class="text-14 text-muted">This message was deleted.</p>
      ) : (
        <>
          {isAnswer ? <Show when={quoteOf(item())}>{(quote) => <QuoteLine quote={quote()} />}</Show> : null}
          <TextBody text={textOf(item())} />
        </>
      )}
      {hasMore(item()) ? (
        <>
          <Show when={!isDeleted()}>
            <More {...props} />
          </Show>
          <Branch {...props} />
        </>
      ) : null}
    </>
  );
}

/** What hangs on the words, and what became of them. */
function More(props: RowProps) {
  const item = () => props.row.value().item;
  const message = () => messageOf(item());
  return (
    <>
      <Show when={pollOf(item())}>
        {(poll) => (
          <Suspense>
            <Show when={message()} fallback={<PollPreview poll={poll()} />}>
              {(sent) => <PollCard message={sent()} poll={poll()} />}
            </Show>
          </Suspense>
        )}
      </Show>
      <Show when={filesOf(item()).length > 0}>
        <Attachments files={filesOf(item())} onView={(files, at) => props.around.onView(files, at)} />
      </Show>
      <Show when={touchedOf(item())}>
        {(sent) => (
          <>
            <Show when={sent().previews.length > 0}>
              <Suspense>
                <LinkCards message={sent()} />
              </Suspense>
            </Show>
            <Marks message={sent()} />
            <Reactions message={sent()} />
          </>
        )}
      </Show>
      <Show when={failedOf(item())}>{(pending) => <FailedNote pending={pending()} />}</Show>
    </>
  );
}

/** The thread that hangs on it; in the thread itself there is no need of it. */
function Branch(props: RowProps) {
  const desk = useDesk();
  const root = () => {
    const message = messageOf(props.row.value().item);
    return desk.rootId === null && message?.thread ? message : null;
  };
  return (
    <Show when={root()}>
      {(message) => (
        <Suspense>
          <ThreadChip root={message()} />
        </Suspense>
      )}
    </Show>
  );
}
