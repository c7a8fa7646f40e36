import ChevronLeft from 'lucide-solid/icons/chevron-left';
import ChevronRight from 'lucide-solid/icons/chevron-right';
import Download from 'lucide-solid/icons/download';
import X from 'lucide-solid/icons/x';
import { createSignal, type JSX, onCleanup, onMount, Show } from 'solid-js';
import type { FileInfo } from '../../../protocol/chat.ts';
import { IconButton } from '../../ui/IconButton.tsx';

interface ImageViewerProps {
  files: readonly FileInfo[];
  at: number;
  onClose: () => void;
  /** What else can be done with the picture that is shown. */
  actions?: (file: FileInfo) => JSX.Element;
}

/** One picture as large as the window lets it be; arrow keys go to its neighbours. */
export function ImageViewer(props: ImageViewerProps) {
  // oxlint-disable-next-line solid/reactivity -- where it begins; from there the user leads
  const [at, setAt] = createSignal(props.at);
  const file = () => props.files[at()];
  const go = (step: number) => setAt((at() + step + props.files.length) % props.files.length);
  let dialog!: HTMLDialogElement;
  onMount(() => dialog.showModal());
  onCleanup(() => dialog.close());
  return (
    <dialog
      ref={dialog}
      class="viewer always-dark"
      aria-label={file()?.name ?? 'Picture'}
      onClose={() => props.onClose()}
      onKeyDown={(event) => {
        if (event.key === 'ArrowLeft') go(-1);
        if (event.key === 'ArrowRight') go(1);
      }}
    >
      <header class="flex items-center gap-1 px-3 py-2">
        <p class="min-w-0 flex-1 truncate px-2 text-14">
          {file()?.name}
          <Show when={props.files.length > 1}>
            <span class="figures ml-3 text-muted">
              {at() + 1} / {props.files.length}
            </span>
          </Show>
        </p>
        <Show when={file()}>{(shown) => props.actions?.(shown())}</Show>
        <a
          class="icon-button"
          href={`/files/${file()?.id}?download`}
          download={file()?.name}
          aria-label="Download"
          data-tip="Download"
        >
          <Download size={19} />
        </a>
        <IconButton label="Close" tip="left" onClick={() => dialog.close()}>
          <X size={20} />
        </IconButton>
      </header>
      {/* oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/no-static-element-interactions -- Escape does the same */}
      <div
        class="grid min-h-0 flex-1 grid-rows-[minmax(0,1fr)] place-items-center p-4"
        onClick={(event) => event.target === event.currentTarget && dialog.close()}
      >
        <img src={`/files/${file()?.id}`} alt={file()?.name} class="max-h-full max-w-full object-contain" />
      </div>
      <Show when={props.files.length > 1}>
        <IconButton label="Previous picture" class="viewer-step left-3" onClick={() => go(-1)}>
          <ChevronLeft size={24} />
        </IconButton>
        <IconButton label="Next picture" tip="left" class="viewer-step right-3" onClick={() => go(1)}>
          <ChevronRight size={24} />
        </IconButton>
      </Show>
    </dialog>
  );
}
