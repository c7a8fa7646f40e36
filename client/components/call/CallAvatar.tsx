import { Show } from 'solid-js';
import { useStores } from '../../stores/context.tsx';
import { hueOf, initialsOf } from '../../ui/tint.ts';

/** Stands where no picture moves, as large as its tile lets it: the person's own, or the initials. */
export function CallAvatar(props: { userId: string; label: string }) {
  const { people } = useStores();
  const user = () => people.user(props.userId);
  return (
    <div class="tile-avatar">
      <div class="tile-avatar-face tinted" style={{ '--hue': hueOf(props.userId) }}>
        <span role="img" aria-label={props.label} class="tile-avatar-says" />
        <Show
          when={user()?.avatarFileId}
          fallback={<span aria-hidden="true">{initialsOf(user()?.name ?? '')}</span>}
        >
          {(fileId) => <img src={`/files/${fileId()}?thumbnail`} alt="" draggable={false} />}
        </Show>
      </div>
    </div>
  );
}
