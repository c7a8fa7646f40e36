import { createResource, createSignal, For, onCleanup, onMount, Show } from 'solid-js';
import type { FileInfo } from '../../../protocol/chat.ts';
import { plural } from '../../ui/format.ts';
import { type OpenPdf, openPdf } from './pdf.ts';

/** A sharper canvas than this only costs memory. */
const MOST_PIXELS_PER_PIXEL = 2;
const WIDEST_PX = 900;

export function PdfView(props: { file: FileInfo }) {
  let pdf: OpenPdf | null = null;
  let isClosed = false;
  const [opened] = createResource(
    () => props.file.id,
    async (id) => {
      pdf = await openPdf(`/files/${id}`);
      if (isClosed) pdf.close();
      const first = await pdf.document.getPage(1);
      const { width, height } = first.getViewport({ scale: 1 });
      return { document: pdf.document, shape: width / height };
    },
  );
  onCleanup(() => {
    isClosed = true;
    pdf?.close();
  });
  return (
    <div class="viewer-page quiet-scroll" role="document" tabindex="0" aria-label={props.file.name}>
      <Show when={opened.error}>
        <p class="p-4 text-14 text-muted">This PDF cannot be shown here. You can download it.</p>
      </Show>
      <Show when={!opened.error && opened.latest}>
        {(pages) => (
          <>
            <p class="sr-only" role="status">
              {plural(pages().document.numPages, 'page')}
            </p>
            <For each={Array.from({ length: pages().document.numPages }, (_, index) => index + 1)}>
              {(number) => <PdfPage document={pages().document} number={number} shape={pages().shape} />}
            </For>
          </>
        )}
      </Show>
    </div>
  );
}

interface PdfPageProps {
  document: OpenPdf['document'];
  number: number;
  /** Of the first page: keeps the place of the others until they come near. */
  shape: number;
}

/** Painted when it comes near; its text is there for who does not see it. */
function PdfPage(props: PdfPageProps) {
  let place!: HTMLDivElement;
  let canvas!: HTMLCanvasElement;
  const [text, setText] = createSignal('');
  const [shape, setShape] = createSignal<number | null>(null);
  const paint = async () => {
    const page = await props.document.getPage(props.number);
    const plain = page.getViewport({ scale: 1 });
    setShape(plain.width / plain.height);
    const density = Math.min(window.devicePixelRatio, MOST_PIXELS_PER_PIXEL);
    const viewport = page.getViewport({ scale: (place.clientWidth / plain.width) * density });
    canvas.width = viewport.width;
    canvas.height = viewport.height;
    await page.render({ canvas, viewport }).promise;
    const { items } = await page.getTextContent();
    setText(items.map((item) => ('str' in item ? item.str : '')).join(' '));
    place.dataset['painted'] = 'true';
  };
  onMount(() => {
    const near = new IntersectionObserver(
      ([entry]) => {
        if (!entry?.isIntersecting) return;
        near.disconnect();
        // Closing the viewer ends what is being painted.
        paint().catch(() => undefined);
      },
      { root: place.parentElement, rootMargin: '100% 0px' },
    );
    near.observe(place);
    onCleanup(() => near.disconnect());
  });
  return (
    <div
      ref={place}
      class="viewer-sheet"
      role="img"
      aria-label={`Page ${props.number}`}
      style={{ 'aspect-ratio': `${shape() ?? props.shape}`, 'max-width': `${WIDEST_PX}px` }}
    >
      <canvas ref={canvas} class="size-full" aria-hidden="true" />
      <p class="sr-only">{text()}</p>
    </div>
  );
}
