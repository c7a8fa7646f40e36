import { lazy, Suspense } from 'solid-js';

const EmojiPanel = lazy(async () => ({ default: (await import('./EmojiPanel.tsx')).EmojiPanel }));

/** All emoji, fetched when first asked for; its place is kept meanwhile. */
export function EmojiPanelSlot(props: { onPick: (emoji: string) => void }) {
  return (
    <div class="emoji-panel">
      <Suspense>
        <EmojiPanel onPick={(emoji) => props.onPick(emoji)} />
      </Suspense>
    </div>
  );
}
