import { Show } from 'solid-js';
import type { DraftPlace } from '../../drafts/draft-copy.ts';
import { useStores } from '../../stores/context.tsx';
import { oneLine } from '../text/one-line.ts';

/** Another device saved something else meanwhile: what is typed here stays until the user takes the other. */
export function DraftNotice(props: { place: DraftPlace }) {
  const { drafts } = useStores();
  const other = () => drafts.of(props.place).other;
  return (
    <Show when={other()}>
      {(found) => (
        <div class="composing-bar flex-wrap py-1!" role="group" aria-label="A draft from another device">
          <p class="min-w-0 flex-1 truncate text-13" role="status">
            <span class="font-[550] text-ink">A draft from another device:</span>{' '}
            {oneLine(found().text) || 'a reply without words'}
          </p>
          <button
            type="button"
            class="text-action px-2 text-13 text-ink"
            onClick={() => drafts.choose(props.place, 'other')}
          >
            Use it
          </button>
          <button
            type="button"
            class="text-action px-2 text-13"
            onClick={() => drafts.choose(props.place, 'mine')}
          >
            Keep this one
          </button>
        </div>
      )}
    </Show>
  );
}
