import { createSignal, For, Show } from 'solid-js';
import type { FileInfo } from '../../../protocol/chat.ts';

const MAX_WIDTH = 400;
const MAX_HEIGHT = 320;

interface ImageGridProps {
  images: readonly FileInfo[];
  onView: (at: number) => void;
}

/** One picture in its own shape, several as squares; their place is kept before they load. */
export function ImageGrid(props: ImageGridProps) {
  return (
    <Show
      when={props.images.length > 1}
      fallback={<Single image={props.images[0]} onView={() => props.onView(0)} />}
    >
      <div
        class="my-1 grid max-w-[440px] gap-1 overflow-hidden rounded-card"
        classList={{
          'grid-cols-2': props.images.length % 3 !== 0,
          'grid-cols-3': props.images.length % 3 === 0,
        }}
      >
        <For each={props.images}>
          {(image, at) => (
            <button
              type="button"
              class="ring-inset aspect-square bg-hover"
              aria-label={`Open ${image.name}`}
              onClick={() => props.onView(at())}
            >
              <Thumbnail image={image} class="size-full object-cover" />
            </button>
          )}
        </For>
      </div>
    </Show>
  );
}

function Single(props: { image: FileInfo | undefined; onView: () => void }) {
  return (
    <Show when={props.image}>
      {(image) => (
        <button
          type="button"
          class="my-1 block max-w-full overflow-hidden rounded-card bg-hover"
          style={sizeOf(image())}
          aria-label={`Open ${image().name}`}
          onClick={() => props.onView()}
        >
          <Thumbnail image={image()} class="size-full object-cover" />
        </button>
      )}
    </Show>
  );
}

function Thumbnail(props: { image: FileInfo; class: string }) {
  const [gone, setGone] = createSignal(false);
  return (
    <Show
      when={!gone()}
      fallback={<span class="grid size-full place-items-center p-3 text-13 text-muted">No longer here</span>}
    >
      <img
        onError={() => setGone(true)}
        src={`/files/${props.image.id}?thumbnail`}
        alt={props.image.name}
        width={props.image.width ?? undefined}
        height={props.image.height ?? undefined}
        loading="lazy"
        decoding="async"
        class={props.class}
      />
    </Show>
  );
}

/** Fits the picture into the largest box, never larger than it is, never too flat to see. */
function sizeOf(image: FileInfo): { width: string; 'aspect-ratio': string } {
  const width = image.width ?? MAX_WIDTH;
  const height = image.height ?? MAX_HEIGHT;
  const scale = Math.min(1, MAX_WIDTH / width, MAX_HEIGHT / height);
  const ratio = Math.min(Math.max(width / height, 0.4), 3);
  return { width: `${Math.max(72, Math.round(width * scale))}px`, 'aspect-ratio': ratio.toFixed(4) };
}
