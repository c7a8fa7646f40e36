import { A } from '@solidjs/router';
import { Show } from 'solid-js';
import { Empty } from '../ui/Empty.tsx';
import { createTitle } from '../ui/title.ts';
import { useStores } from '../stores/context.tsx';

/** Beside the list, while no conversation is open. */
export function Messages() {
  createTitle(() => 'Messages');
  const { conversations } = useStores();
  return (
    <Show when={conversations.list()}>
      {(list) => (
        <Empty
          text={
            list().length > 0
              ? 'Choose a conversation, or start another.'
              : 'Nobody has written yet. You could begin.'
          }
        >
          <A href="/new" class="button" data-kind="plain">
            Write to someone
          </A>
        </Empty>
      )}
    </Show>
  );
}
