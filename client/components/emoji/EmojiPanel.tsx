import dataUrl from 'emoji-picker-element-data/en/emojibase/data.json?url';
import Picker from 'emoji-picker-element/picker.js';
import { onCleanup, onMount } from 'solid-js';
import { useStores } from '../../stores/context.tsx';

/** The picker with its data from this server. */
export function EmojiPanel(props: { onPick: (emoji: string) => void }) {
  const { theme } = useStores();
  let place!: HTMLDivElement;
  onMount(() => {
    const picker = new Picker({ dataSource: dataUrl });
    const choice = theme.choice();
    if (choice !== 'system') picker.classList.add(choice);
    picker.addEventListener('emoji-click', ({ detail }) => {
      if (detail.unicode) props.onPick(detail.unicode);
    });
    place.append(picker);
    const field = picker.shadowRoot?.querySelector<HTMLInputElement>('input[type="search"]');
    if (window.matchMedia('(pointer: fine)').matches) field?.focus();
    onCleanup(() => picker.remove());
  });
  return <div ref={place} class="h-full" />;
}
