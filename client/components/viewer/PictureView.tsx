import ZoomIn from 'lucide-solid/icons/zoom-in';
import ZoomOut from 'lucide-solid/icons/zoom-out';
import { createSignal, onCleanup, onMount, Show } from 'solid-js';
import type { FileInfo } from '../../../protocol/chat.ts';
import { IconButton } from '../../ui/IconButton.tsx';
import { createGestures, type Gestures } from './gestures.ts';

interface PictureViewProps {
  file: FileInfo;
  onStep: (step: number) => void;
  onClose: () => void;
  /** Keys that are for the picture while it is close. */
  onKeys: (take: ((key: string) => boolean) | null) => void;
}

export function PictureView(props: PictureViewProps) {
  let frame!: HTMLDivElement;
  let picture!: HTMLImageElement;
  const [state, setState] = createSignal<'loading' | 'ready' | 'failed'>('loading');
  const gestures = createGestures({
    frame: () => frame,
    picture: () => picture,
    onSwipe: (swipe) => (swipe === 'close' ? props.onClose() : props.onStep(swipe === 'next' ? 1 : -1)),
  });
  onMount(() => {
    props.onKeys(gestures.onKey);
    frame.addEventListener('wheel', gestures.onWheel, { passive: false });
  });
  onCleanup(() => props.onKeys(null));
  const transform = () => {
    const { scale, x, y } = gestures.zoom();
    return `translate(${x}px, ${y}px) scale(${scale})`;
  };
  return (
    <>
      <div
        ref={frame}
        class="viewer-frame"
        data-close={gestures.zoom().scale > 1}
        role="presentation"
        onDblClick={(event) => gestures.onDoubleClick(event)}
        onPointerDown={(event) => gestures.onPointerDown(event)}
        onPointerMove={(event) => gestures.onPointerMove(event)}
        onPointerUp={(event) => gestures.onPointerUp(event)}
        onPointerCancel={(event) => gestures.onPointerUp(event)}
        onClick={(event) => event.target === frame && gestures.zoom().scale === 1 && props.onClose()}
      >
        <img
          ref={picture}
          src={`/files/${props.file.id}`}
          alt={props.file.name}
          draggable={false}
          class="viewer-picture"
          classList={{ 'opacity-0': state() !== 'ready' }}
          style={{ transform: transform() }}
          onLoad={() => setState('ready')}
          onError={() => setState('failed')}
        />
        <Show when={state() === 'failed'}>
          <p class="absolute text-14 text-muted">This picture cannot be shown here. You can download it.</p>
        </Show>
      </div>
      <Tools gestures={gestures} />
    </>
  );
}

function Tools(props: { gestures: Gestures }) {
  return (
    <div class="viewer-tools" role="group" aria-label="Size">
      <IconButton
        label="Smaller"
        tip="top"
        aria-disabled={props.gestures.zoom().scale <= 1}
        onClick={() => props.gestures.out()}
      >
        <ZoomOut size={19} />
      </IconButton>
      <button type="button" class="figures min-w-14 px-1 text-13" onClick={() => props.gestures.reset()}>
        {Math.round(props.gestures.zoom().scale * 100)} %<span class="sr-only">, show the whole picture</span>
      </button>
      <IconButton label="Larger" tip="top" onClick={() => props.gestures.in()}>
        <ZoomIn size={19} />
      </IconButton>
    </div>
  );
}
