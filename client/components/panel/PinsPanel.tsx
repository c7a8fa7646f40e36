import PinOff from 'lucide-solid/icons/pin-off';
import { createResource, For, Show } from 'solid-js';
import type { Conversation, Message } from '../../../protocol/chat.ts';
import { useStores } from '../../stores/context.tsx';
import { IconButton } from '../../ui/IconButton.tsx';
import { moveFocus } from '../../ui/roving.ts';
import { wordsFor } from '../../ui/words.ts';
import { useDeeds } from '../message/deeds.ts';
import { Excerpt } from './Excerpt.tsx';
import { SidePanel } from './SidePanel.tsx';

interface PinsPanelProps {
  conversation: Conversation;
  onGo: (message: Message) => void;
  onClose: () => void;
}

/** What is kept at hand in a conversation, the newest pin first. */
export function PinsPanel(props: PinsPanelProps) {
  const { conversations } = useStores();
  const deeds = useDeeds();
  const [pins] = createResource(
    () => [props.conversation.id, props.conversation.lastChange] as const,
    ([id]) => conversations.pins(id),
  );
  const shown = () => (pins.error ? [] : (pins.latest ?? []));
  return (
    <SidePanel title="Pinned messages" onClose={() => props.onClose()}>
      <div class="quiet-scroll min-h-0 flex-1 overflow-y-auto px-2 py-3">
        <Show when={pins.error}>
          <p class="px-3 text-14 text-muted">{wordsFor(pins.error)}</p>
        </Show>
        <Show when={pins.state === 'ready' && shown().length === 0}>
          <p class="px-3 text-14 text-muted">Nothing is pinned here. Pin a message from its actions.</p>
        </Show>
        <ul onKeyDown={(event) => moveFocus(event, event.currentTarget)}>
          <For each={shown()}>
            {(message) => (
              <Excerpt message={message} onGo={() => props.onGo(message)}>
                <Show when={conversations.may(message).pin}>
                  <IconButton label="Unpin" tip="left" onClick={() => deeds.pin(message)}>
                    <PinOff size={16} />
                  </IconButton>
                </Show>
              </Excerpt>
            )}
          </For>
        </ul>
      </div>
    </SidePanel>
  );
}
