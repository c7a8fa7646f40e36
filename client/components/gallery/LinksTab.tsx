import { For, Show } from 'solid-js';
import type { Conversation, Message } from '../../../protocol/chat.ts';
import { Button } from '../../ui/Button.tsx';
import { Excerpt } from '../panel/Excerpt.tsx';
import { createMessageSearch } from '../panel/search.ts';

interface LinksTabProps {
  conversation: Conversation;
  onGo: (message: Message) => void;
}

/** Messages with links, the newest first: the search knows them. */
export function LinksTab(props: LinksTabProps) {
  const links = createMessageSearch(() => ({ text: 'has:link', conversationId: props.conversation.id }));
  return (
    <>
      <p role="status" class="px-2 text-14 text-muted">
        {links.problem() ?? (links.found()?.messages.length === 0 ? 'No links were sent here.' : '')}
      </p>
      <ul class="-mx-1">
        <For each={links.found()?.messages}>
          {(message) => <Excerpt message={message} onGo={() => props.onGo(message)} />}
        </For>
      </ul>
      <Show when={links.found()?.next}>
        <Button class="mt-3" busy={links.busy()} onClick={() => links.more()}>
          Older links
        </Button>
      </Show>
    </>
  );
}
