import ChevronLeft from 'lucide-solid/icons/chevron-left';
import ChevronRight from 'lucide-solid/icons/chevron-right';
import Download from 'lucide-solid/icons/download';
import X from 'lucide-solid/icons/x';
import { createSignal, type JSX, lazy, Match, onCleanup, onMount, Show, Suspense, Switch } from 'solid-js';
import type { FileInfo } from '../../../protocol/chat.ts';
import { IconButton } from '../../ui/IconButton.tsx';
import { viewKindOf } from './kinds.ts';
import { PictureView } from './PictureView.tsx';

const PdfView = lazy(async () => ({ default: (await import('./PdfView.tsx')).PdfView }));
const TextView = lazy(async () => ({ default: (await import('./TextView.tsx')).TextView }));

interface FileViewerProps {
  files: readonly FileInfo[];
  at: number;
  onClose: () => void;
  /** What else can be done with the file that is shown. */
  actions?: (file: FileInfo) => JSX.Element;
}

/** One file as large as the window lets it be; arrow keys and swipes go to its neighbours. */
export function FileViewer(props: FileViewerProps) {
  // oxlint-disable-next-line solid/reactivity -- where it begins; from there the user leads
  const [at, setAt] = createSignal(props.at);
  const file = () => props.files[Math.min(at(), props.files.length - 1)];
  const go = (step: number) => setAt((at() + step + props.files.length) % props.files.length);
  let takesKey: ((key: string) => boolean) | null = null;
  let dialog!: HTMLDialogElement;
  onMount(() => dialog.showModal());
  onCleanup(() => dialog.close());
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey || isForPlayer(event.target)) return;
    if (takesKey?.(event.key)) event.preventDefault();
    else if (event.key === 'ArrowLeft') go(-1);
    else if (event.key === 'ArrowRight') go(1);
  };
  return (
    <dialog
      ref={dialog}
      class="viewer always-dark"
      aria-label={file()?.name ?? 'File'}
      onClose={() => props.onClose()}
      onKeyDown={onKeyDown}
    >
      <Header {...props} at={at()} file={file()} onClose={() => dialog.close()} />
      <Show when={file()} keyed>
        {(shown) => (
          <Suspense fallback={<div class="flex-1" />}>
            <Shown
              file={shown}
              onStep={(step) => props.files.length > 1 && go(step)}
              onClose={() => dialog.close()}
              onKeys={(take) => {
                takesKey = take;
              }}
            />
          </Suspense>
        )}
      </Show>
      <Show when={props.files.length > 1}>
        <Steps onStep={go} />
      </Show>
    </dialog>
  );
}

interface HeaderProps extends FileViewerProps {
  file: FileInfo | undefined;
}

function Header(props: HeaderProps) {
  return (
    <header class="flex items-center gap-1 px-3 py-2">
      <p class="flex min-w-0 flex-1 gap-3 px-2 text-14">
        <span class="truncate">{props.file?.name}</span>
        <Show when={props.files.length > 1}>
          <span class="figures flex-none text-muted">
            {props.at + 1} / {props.files.length}
          </span>
        </Show>
      </p>
      <Show when={props.file}>{(shown) => props.actions?.(shown())}</Show>
      <a
        class="icon-button"
        href={`/files/${props.file?.id}?download`}
        download={props.file?.name}
        aria-label="Download"
        data-tip="Download"
      >
        <Download size={19} />
      </a>
      <IconButton label="Close" tip="left" onClick={() => props.onClose()}>
        <X size={20} />
      </IconButton>
    </header>
  );
}

function Steps(props: { onStep: (step: number) => void }) {
  return (
    <>
      <IconButton
        label="Previous file"
        tip="right"
        class="viewer-step left-3"
        onClick={() => props.onStep(-1)}
      >
        <ChevronLeft size={24} />
      </IconButton>
      <IconButton label="Next file" tip="left" class="viewer-step right-3" onClick={() => props.onStep(1)}>
        <ChevronRight size={24} />
      </IconButton>
    </>
  );
}

interface ShownProps {
  file: FileInfo;
  onStep: (step: number) => void;
  onClose: () => void;
  onKeys: (take: ((key: string) => boolean) | null) => void;
}

function Shown(props: ShownProps) {
  return (
    <Switch>
      <Match when={viewKindOf(props.file) === 'picture'}>
        <PictureView {...props} />
      </Match>
      <Match when={viewKindOf(props.file) === 'film'}>
        <div class="viewer-frame" role="presentation">
          <video
            controls
            autofocus
            playsinline
            preload="metadata"
            class="max-h-full max-w-full"
            src={`/files/${props.file.id}`}
            aria-label={props.file.name}
          />
        </div>
      </Match>
      <Match when={viewKindOf(props.file) === 'pdf'}>
        <PdfView file={props.file} />
      </Match>
      <Match when={viewKindOf(props.file) === 'text'}>
        <TextView file={props.file} />
      </Match>
    </Switch>
  );
}

/** In a player the arrow keys seek. */
const isForPlayer = (target: EventTarget | null) => target instanceof HTMLMediaElement;
