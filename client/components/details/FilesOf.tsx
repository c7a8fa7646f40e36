import { createMemo, createResource, createSignal, For, Show } from 'solid-js';
import type { Conversation, FileInfo } from '../../../protocol/chat.ts';
import { ask } from '../../api/pages.ts';
import { FileCard } from '../timeline/FileCard.tsx';
import { ImageViewer } from '../timeline/ImageViewer.tsx';
import { RemoveFile } from './RemoveFile.tsx';

/** What was shared in a conversation, the newest first. */
export function FilesOf(props: { conversation: Conversation }) {
  const [viewed, setViewed] = createSignal<number | null>(null);
  const [removed, setRemoved] = createSignal<readonly string[]>([]);
  const [files] = createResource(
    () => [props.conversation.id, props.conversation.lastNumber] as const,
    ([id]) => ask((api) => api.files.ofConversation.query({ id })),
  );
  const shown = createMemo(() =>
    (files.error ? [] : (files.latest?.files ?? []))
      .map(({ file }) => file)
      .filter((file) => !removed().includes(file.id)),
  );
  const images = createMemo(() => shown().filter((file) => file.hasThumbnail));
  const others = createMemo(() => shown().filter((file) => !file.hasThumbnail));
  return (
    <section>
      <h3 class="mb-2 text-13 font-semibold text-muted">Files</h3>
      <Show when={files.error}>
        <p class="text-14 text-muted">The files could not be loaded.</p>
      </Show>
      <Show when={files.state === 'ready' && shown().length === 0}>
        <p class="text-14 text-muted">What is shared here will be listed.</p>
      </Show>
      <Tiles images={images()} onView={setViewed} />
      <ul class="mt-1">
        <For each={others()}>
          {(file) => <FileLine file={file} onRemoved={() => setRemoved([...removed(), file.id])} />}
        </For>
      </ul>
      <Show when={viewed() !== null}>
        <ImageViewer
          files={images()}
          at={viewed() ?? 0}
          onClose={() => setViewed(null)}
          actions={(image) => (
            <RemoveFile
              file={image}
              onRemoved={() => {
                setViewed(null);
                setRemoved([...removed(), image.id]);
              }}
            />
          )}
        />
      </Show>
    </section>
  );
}

function Tiles(props: { images: readonly FileInfo[]; onView: (at: number) => void }) {
  return (
    <div class="grid grid-cols-3 gap-1 overflow-hidden rounded-card">
      <For each={props.images}>
        {(image, at) => (
          <button
            type="button"
            class="ring-inset aspect-square bg-hover"
            aria-label={`Open ${image.name}`}
            onClick={() => props.onView(at())}
          >
            <img src={`/files/${image.id}?thumbnail`} alt="" loading="lazy" class="size-full object-cover" />
          </button>
        )}
      </For>
    </div>
  );
}

function FileLine(props: { file: FileInfo; onRemoved: () => void }) {
  return (
    <li class="flex items-center gap-1">
      <div class="min-w-0 flex-1">
        <FileCard file={props.file} bare />
      </div>
      <RemoveFile file={props.file} onRemoved={() => props.onRemoved()} />
    </li>
  );
}
