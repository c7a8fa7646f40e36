import { createResource, For, Show } from 'solid-js';
import type { Message } from '../../../protocol/chat.ts';
import { useStores } from '../../stores/context.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { fullTimeOf } from '../../ui/format.ts';
import { wordsFor } from '../../ui/words.ts';
import { TextBody } from '../text/TextBody.tsx';

/** Every text a message had, the present one first. */
export function HistoryDialog(props: { message: Message; onClose: () => void }) {
  const { conversations } = useStores();
  const [versions] = createResource(
    () => props.message,
    async (message) => (await conversations.history(message)).toReversed(),
  );
  return (
    <Dialog title="Versions of this message" onClose={() => props.onClose()}>
      <Show when={versions.error}>
        <p class="text-14 text-muted">{wordsFor(versions.error)}</p>
      </Show>
      <ol class="flex flex-col gap-4">
        <For each={versions.error ? [] : versions()}>
          {(version, at) => (
            <li>
              <p class="text-12 text-muted">
                <time datetime={new Date(version.at).toISOString()}>{fullTimeOf(version.at)}</time>
                {at() === 0 ? ' · now' : ''}
              </p>
              <TextBody text={version.text} />
            </li>
          )}
        </For>
      </ol>
    </Dialog>
  );
}
