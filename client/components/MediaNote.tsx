import { createMemo, Show } from 'solid-js';
import { useStores } from '../stores/context.tsx';

/** Why large calls are not possible at the moment; nothing where they are. */
export function MediaNote() {
  const { session } = useStores();
  const note = createMemo(() => {
    const media = session.media();
    return media.state === 'ready' ? null : media;
  });
  return (
    <Show when={note()}>
      {(media) => (
        <p class="rounded-control bg-warn-faint px-3 py-2 text-13 text-warn-text" role="note">
          {media().state === 'preparing'
            ? 'Calls with many people are being prepared.'
            : 'Calls go directly between browsers, so they stay small.'}{' '}
          {media().reason}
        </p>
      )}
    </Show>
  );
}
