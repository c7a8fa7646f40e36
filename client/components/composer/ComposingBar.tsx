import CornerUpLeft from 'lucide-solid/icons/corner-up-left';
import Pencil from 'lucide-solid/icons/pencil';
import X from 'lucide-solid/icons/x';
import { createMemo, Show } from 'solid-js';
import { quoteOfMessage } from '../../stores/apply-message.ts';
import { useStores } from '../../stores/context.tsx';
import { IconButton } from '../../ui/IconButton.tsx';
import { useDesk } from '../message/desk.ts';
import { quoteWords } from '../message/QuoteLine.tsx';

/** What the next message answers or changes, and the way out of it. */
export function ComposingBar(props: { onCancel: () => void }) {
  const { people, session } = useStores();
  const desk = useDesk();
  const composing = createMemo(() => {
    const now = desk.composing();
    return now.kind === 'new' ? null : now;
  });
  const quote = () => {
    const now = composing();
    return now?.kind === 'edit' ? quoteOfMessage(now.message) : now?.quote;
  };
  const title = () => {
    if (composing()?.kind !== 'answer') return 'Editing your message';
    const senderId = quote()?.senderId ?? '';
    const mine = senderId === session.me()?.id;
    return `Replying to ${mine ? 'yourself' : (people.user(senderId)?.name ?? 'someone')}`;
  };
  return (
    <Show when={composing()}>
      {(now) => (
        <div class="composing-bar" role="group" aria-label={title()}>
          <Show when={now().kind === 'answer'} fallback={<Pencil size={15} class="flex-none" />}>
            <CornerUpLeft size={16} class="flex-none" />
          </Show>
          <button
            type="button"
            class="min-w-0 flex-1 truncate text-left text-13"
            onClick={() => desk.jumpTo(quote()?.number ?? 0)}
          >
            <span class="font-[550] text-ink">{title()}</span>{' '}
            <Show when={quote()}>{(of) => <span>{quoteWords(of())}</span>}</Show>
          </button>
          <IconButton
            label={now().kind === 'answer' ? 'Cancel the reply' : 'Cancel editing'}
            tip="top"
            onClick={() => props.onCancel()}
          >
            <X size={16} />
          </IconButton>
        </div>
      )}
    </Show>
  );
}
