import { For, Show } from 'solid-js';
import { useStores } from '../../stores/context.tsx';
import { Avatar } from '../../ui/Avatar.tsx';
import { namesLine } from '../../ui/format.ts';

const FACES = 6;

/** Small faces at the end of what was read. */
export function SeenBy(props: { userIds: readonly string[] }) {
  const { people } = useStores();
  const nameOf = (id: string) => people.user(id)?.name ?? 'Someone';
  const label = () => `Seen by ${namesLine(props.userIds.map(nameOf))}`;
  return (
    <div
      role="img"
      class="flex h-5 items-center justify-end gap-0.5 px-3 pt-1"
      aria-label={label()}
      title={label()}
    >
      <For each={props.userIds.slice(0, FACES)}>
        {(id) => (
          <Avatar id={id} name={nameOf(id)} fileId={people.user(id)?.avatarFileId ?? null} size={16} />
        )}
      </For>
      <Show when={props.userIds.length > FACES}>
        <span class="figures ml-0.5 text-12 text-muted">+{props.userIds.length - FACES}</span>
      </Show>
    </div>
  );
}
