import Pin from 'lucide-solid/icons/pin';
import { Show } from 'solid-js';
import type { Message } from '../../../protocol/chat.ts';
import { useStores } from '../../stores/context.tsx';
import { fullTimeOf } from '../../ui/format.ts';
import { useDesk } from './desk.ts';

/** What became of a message since it was sent. */
export function Marks(props: { message: Message }) {
  const { people } = useStores();
  const desk = useDesk();
  const pinnedBy = (id: string) => `Pinned by ${people.user(id)?.name ?? 'someone'}`;
  return (
    <Show when={props.message.editedAt !== null || props.message.pinned}>
      <p class="flex flex-wrap items-center gap-x-3 text-12 text-muted">
        <Show when={props.message.pinned}>
          {(pin) => (
            <span class="inline-flex items-center gap-1" title={fullTimeOf(pin().at)}>
              <Pin size={12} /> {pinnedBy(pin().userId)}
            </span>
          )}
        </Show>
        <Show when={props.message.editedAt}>
          {(at) => (
            <button
              type="button"
              class="edited-mark"
              title={`Edited ${fullTimeOf(at())}`}
              onClick={() => desk.ask({ kind: 'history', message: props.message })}
            >
              edited
            </button>
          )}
        </Show>
      </p>
    </Show>
  );
}
