import { lazy, Show, Suspense } from 'solid-js';
import type { FileInfo } from '../../../protocol/chat.ts';
import { Marks } from '../message/Marks.tsx';
import { QuoteLine } from '../message/QuoteLine.tsx';
import { Reactions } from '../message/Reactions.tsx';
import { TextBody } from '../text/TextBody.tsx';
import { Attachments } from './Attachments.tsx';
import { FailedNote } from './FailedNote.tsx';
import { filesOf, pollOf, quoteOf, type Row, textOf } from './rows.ts';

const PollCard = lazy(async () => ({ default: (await import('../polls/PollCard.tsx')).PollCard }));
const PollPreview = lazy(async () => ({ default: (await import('../polls/PollCard.tsx')).PollPreview }));
const LinkCards = lazy(async () => ({ default: (await import('../message/LinkCards.tsx')).LinkCards }));

interface ContentProps {
  row: Row;
  onView: (files: readonly FileInfo[], at: number) => void;
}

/** What a message says, below its author's name. */
export function MessageContent(props: ContentProps) {
  const message = () => (props.row.item.kind === 'message' ? props.row.item.message : null);
  /** Most messages are what they were when they were sent, and need no more than their words. */
  const touched = () => {
    const sent = message();
    if (!sent) return null;
    const { editedAt, pinned, previews, reactions } = sent;
    return editedAt !== null || pinned || previews.length > 0 || reactions.length > 0 ? sent : null;
  };
  const failed = () =>
    props.row.item.kind === 'pending' && props.row.item.pending.state === 'failed'
      ? props.row.item.pending
      : null;
  return (
    <Show when={(message()?.deletedAt ?? null) === null} fallback={<Tombstone />}>
      <Show when={quoteOf(props.row.item)}>{(quote) => <QuoteLine quote={quote()} />}</Show>
      <TextBody text={textOf(props.row.item)} />
      <Show when={pollOf(props.row.item)}>
        {(poll) => (
          <Suspense>
            <Show when={message()} fallback={<PollPreview poll={poll()} />}>
              {(sent) => <PollCard message={sent()} poll={poll()} />}
            </Show>
          </Suspense>
        )}
      </Show>
      <Show when={filesOf(props.row.item).length > 0}>
        <Attachments files={filesOf(props.row.item)} onView={(files, at) => props.onView(files, at)} />
      </Show>
      <Show when={touched()}>
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
      <Show when={failed()}>{(pending) => <FailedNote pending={pending()} />}</Show>
    </Show>
  );
}

function Tombstone() {
  return <p class="text-14 text-muted">This message was deleted.</p>;
}
