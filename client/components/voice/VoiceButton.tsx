import Mic from 'lucide-solid/icons/mic';
import { createSignal, onCleanup } from 'solid-js';
import { IconButton } from '../../ui/IconButton.tsx';

/** A press this long means: record while I hold it. */
const HOLD_MS = 350;

/** Begins a recording: by a press, or for as long as it is held. */
export function VoiceButton(props: { onStart: (held: () => boolean) => void }) {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const [held, setHeld] = createSignal(false);
  const over = () => {
    clearTimeout(timer);
    window.removeEventListener('pointerup', over);
    // Whoever listens for the same pointer still has to see that it was held.
    setTimeout(() => setHeld(false));
  };
  onCleanup(() => clearTimeout(timer));
  return (
    <IconButton
      label="Record a voice message"
      tip="top-left"
      onPointerDown={(event) => {
        if (event.button !== 0) return;
        window.addEventListener('pointerup', over);
        timer = setTimeout(() => {
          setHeld(true);
          props.onStart(held);
        }, HOLD_MS);
      }}
      onContextMenu={(event) => event.preventDefault()}
      onClick={() => props.onStart(held)}
    >
      <Mic size={19} />
    </IconButton>
  );
}
