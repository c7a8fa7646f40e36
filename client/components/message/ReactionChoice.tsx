import Ellipsis from 'lucide-solid/icons/ellipsis';
import { createSignal, For, Show } from 'solid-js';
import type { Message } from '../../../protocol/chat.ts';
import { IconButton } from '../../ui/IconButton.tsx';
import { EmojiPanelSlot } from '../emoji/EmojiPanelSlot.tsx';
import { QUICK_EMOJI, useDeeds } from './deeds.ts';

/** Six at hand; behind the last button all of them. */
export function ReactionChoice(props: { message: Message; onPick: (emoji: string) => void }) {
  const deeds = useDeeds();
  const [all, setAll] = createSignal(false);
  return (
    <Show when={!all()} fallback={<EmojiPanelSlot onPick={(emoji) => props.onPick(emoji)} />}>
      <div class="flex items-center gap-0.5 p-1" role="group" aria-label="Reactions">
        <For each={QUICK_EMOJI}>
          {(emoji) => (
            <button
              type="button"
              class="emoji-choice"
              aria-label={emoji}
              aria-pressed={deeds.isMine(props.message, emoji)}
              onClick={() => props.onPick(emoji)}
            >
              {emoji}
            </button>
          )}
        </For>
        <IconButton label="More emoji" tip="top" onClick={() => setAll(true)}>
          <Ellipsis size={18} />
        </IconButton>
      </div>
    </Show>
  );
}
