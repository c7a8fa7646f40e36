import { A, useNavigate, useParams, useSearchParams } from '@solidjs/router';
import { createEffect, createMemo, lazy, Match, onCleanup, Show, Suspense, Switch } from 'solid-js';
import type { Conversation as Chat } from '../../protocol/chat.ts';
import { Composer } from '../components/composer/Composer.tsx';
import { DropTarget } from '../components/composer/DropTarget.tsx';
import { TypingLine } from '../components/composer/TypingLine.tsx';
import { ConversationHeader } from '../components/conversations/ConversationHeader.tsx';
import { CallBarSlot } from '../components/frame/CallSlots.tsx';
import { PageHeader } from '../components/frame/PageHeader.tsx';
import { Timeline } from '../components/timeline/Timeline.tsx';
import { useStores } from '../stores/context.tsx';
import { Empty } from '../ui/Empty.tsx';

const Details = lazy(async () => ({ default: (await import('../components/details/Details.tsx')).Details }));

export function Conversation() {
  const { conversations } = useStores();
  const params = useParams<{ id: string }>();
  const conversation = createMemo(() => conversations.get(params.id));
  return (
    <Switch fallback={<PageHeader back="/" />}>
      <Match when={conversation()}>{(chat) => <Chatting conversation={chat()} />}</Match>
      <Match when={conversations.list() !== undefined}>
        <PageHeader back="/" bare />
        <Empty text="This conversation is not here, or you are no longer in it.">
          <A href="/" class="button" data-kind="plain">
            To your conversations
          </A>
        </Empty>
      </Match>
    </Switch>
  );
}

function Chatting(props: { conversation: Chat }) {
  const { conversations, uploads } = useStores();
  const [search] = useSearchParams<{ details?: string }>();
  const navigate = useNavigate();
  const id = () => props.conversation.id;
  const detailsOpen = () => search.details !== undefined;
  const unread = () => conversations.unread(id());
  createEffect(() => {
    const title = conversations.title(props.conversation);
    document.title = unread() > 0 ? `(${unread()}) ${title} · Parley` : `${title} · Parley`;
    onCleanup(() => {
      document.title = 'Parley';
    });
  });
  return (
    <div class="flex min-h-0 flex-1">
      <DropTarget onFiles={(files) => uploads.add(id(), files)}>
        <ConversationHeader conversation={props.conversation} detailsOpen={detailsOpen()} />
        <CallBarSlot conversationId={id()} />
        <Show when={id()} keyed>
          {(_id) => <Timeline conversation={props.conversation} />}
        </Show>
        <div class="mx-auto w-full max-w-[calc(var(--measure)+96px)] px-5 pb-[calc(16px+var(--safe-bottom))] max-tablet:px-2 max-tablet:pb-[calc(8px+var(--safe-bottom))]">
          <TypingLine conversationId={id()} />
          <Composer conversationId={id()} />
        </div>
      </DropTarget>
      <Show when={detailsOpen()}>
        <Suspense>
          <Details conversation={props.conversation} onClose={() => navigate(`/c/${id()}`)} />
        </Suspense>
      </Show>
    </div>
  );
}
