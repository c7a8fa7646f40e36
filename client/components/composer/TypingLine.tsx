import { createMemo, Show } from 'solid-js';
import { useStores } from '../../stores/context.tsx';
import { namesLine } from '../../ui/format.ts';
import { TypingDots } from '../../ui/TypingDots.tsx';

/** Its place is always there, so that nothing moves when someone begins to write. */
export function TypingLine(props: { conversationId: string }) {
  const { conversations, people } = useStores();
  const names = createMemo(() =>
    conversations.typing(props.conversationId).map((id) => people.user(id)?.name ?? 'Someone'),
  );
  return (
    <p class="h-5 flex-none truncate px-1 text-12 text-muted" aria-live="polite">
      <Show when={names().length > 0}>
        <TypingDots /> {namesLine(names())} {names().length === 1 ? 'is' : 'are'} typing
      </Show>
    </p>
  );
}
