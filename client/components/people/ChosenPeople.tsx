import X from 'lucide-solid/icons/x';
import { For, Show } from 'solid-js';
import type { User } from '../../../protocol/chat.ts';
import { Avatar } from '../../ui/Avatar.tsx';

export function ChosenPeople(props: { users: readonly User[]; onRemove: (user: User) => void }) {
  return (
    <Show when={props.users.length > 0}>
      <ul class="flex flex-wrap gap-1.5" aria-label="Chosen people">
        <For each={props.users}>
          {(user) => (
            <li>
              <button
                type="button"
                class="flex min-h-8 items-center gap-1.5 rounded-full bg-accent-faint py-0.5 pr-2.5 pl-1 text-13 font-[550]"
                aria-label={`Remove ${user.name}`}
                onClick={() => props.onRemove(user)}
              >
                <Avatar id={user.id} name={user.name} fileId={user.avatarFileId} size={20} />
                {user.name}
                <X size={13} class="text-muted" />
              </button>
            </li>
          )}
        </For>
      </ul>
    </Show>
  );
}
