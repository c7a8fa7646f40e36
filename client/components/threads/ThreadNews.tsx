import { createEffect, createMemo, createSignal, on } from 'solid-js';
import type { Message } from '../../../protocol/chat.ts';
import type { TimelineItem } from '../../stores/contract.ts';
import { useStores } from '../../stores/context.tsx';
import { previewOf } from '../conversations/preview.ts';

/** Tells those who do not see the page what others reply in the thread that is open. */
export function ThreadNews(props: { conversationId: string; rootId: string }) {
  const { conversations, people, session } = useStores();
  const [words, setWords] = createSignal('');
  const timeline = createMemo(() => conversations.timeline(props.conversationId, props.rootId));
  /** undefined: not known; null: there is none yet. */
  const newest = createMemo(() =>
    timeline().state() === 'ready' && !timeline().hasAfter() ? newestOf(timeline().items()) : undefined,
  );
  const nameOf = (id: string) => people.user(id)?.name ?? 'Someone';
  createEffect(
    on(newest, (reply, before) => {
      // What stood there at the first look is no news.
      if (!reply || before === undefined || reply.number <= (before?.number ?? 0)) return;
      const me = session.me()?.id ?? '';
      if (reply.senderId !== me) setWords(`${nameOf(reply.senderId)}: ${previewOf(reply, nameOf, me)}`);
    }),
  );
  return (
    <p class="sr-only" role="status" aria-label="New replies">
      {words()}
    </p>
  );
}

function newestOf(items: readonly TimelineItem[]): Message | null {
  const item = items.findLast(({ kind }) => kind === 'message');
  return item?.kind === 'message' ? item.message : null;
}
