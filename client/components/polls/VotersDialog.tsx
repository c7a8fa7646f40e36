import { createResource, For, Show } from 'solid-js';
import type { Message } from '../../../protocol/chat.ts';
import type { Poll } from '../../../protocol/poll.ts';
import { useStores } from '../../stores/context.tsx';
import { Avatar } from '../../ui/Avatar.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { wordsFor } from '../../ui/words.ts';

/** Who chose what, option by option. */
export function VotersDialog(props: { message: Message; poll: Poll; onClose: () => void }) {
  const { polls } = useStores();
  const [voters] = createResource(() =>
    Promise.all(
      props.poll.options.map(async ({ text }, option) => ({
        text,
        users: await polls.voters(props.message, option),
      })),
    ),
  );
  return (
    <Dialog title="Who voted" onClose={() => props.onClose()}>
      <Show when={voters.error}>
        <p class="text-14 text-muted">{wordsFor(voters.error)}</p>
      </Show>
      <Show when={voters.state === 'ready' ? voters() : undefined}>
        {(options) => (
          <For each={options().filter(({ users }) => users.length > 0)}>
            {(option) => (
              <section aria-label={option.text}>
                <h3 class="mb-1 text-13 font-[550] [overflow-wrap:anywhere]">{option.text}</h3>
                <ul class="flex flex-col gap-1">
                  <For each={option.users}>
                    {(user) => (
                      <li class="flex min-h-8 items-center gap-2 text-14">
                        <Avatar id={user.id} name={user.name} fileId={user.avatarFileId} size={20} />
                        {user.name}
                      </li>
                    )}
                  </For>
                </ul>
              </section>
            )}
          </For>
        )}
      </Show>
    </Dialog>
  );
}
