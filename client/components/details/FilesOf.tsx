import Trash from 'lucide-solid/icons/trash';
import { createMemo, createResource, createSignal, For, Show } from 'solid-js';
import type { Conversation, FileInfo } from '../../../protocol/chat.ts';
import { ask } from '../../api/pages.ts';
import { useStores } from '../../stores/context.tsx';
import { Confirm } from '../../ui/Confirm.tsx';
import { IconButton } from '../../ui/IconButton.tsx';
import { FileCard } from '../timeline/FileCard.tsx';
import { ImageViewer } from '../timeline/ImageViewer.tsx';

/** What was shared in a conversation, the newest first. */
export function FilesOf(props: { conversation: Conversation }) {
  const [viewed, setViewed] = createSignal<number | null>(null);
  const [removed, setRemoved] = createSignal<readonly string[]>([]);
  const [files] = createResource(
    () => [props.conversation.id, props.conversation.lastNumber] as const,
    ([id]) => ask((api) => api.files.ofConversation.query({ id })),
  );
  const shown = createMemo(() =>
    (files.error ? [] : (files.latest ?? [])).filter((file) => !removed().includes(file.id)),
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
      <div class="grid grid-cols-3 gap-1 overflow-hidden rounded-card">
        <For each={images()}>
          {(image, at) => (
            <button
              type="button"
              class="ring-inset aspect-square bg-hover"
              aria-label={`Open ${image.name}`}
              onClick={() => setViewed(at())}
            >
              <img
                src={`/files/${image.id}?thumbnail`}
                alt=""
                loading="lazy"
                class="size-full object-cover"
              />
            </button>
          )}
        </For>
      </div>
      <ul class="mt-1">
        <For each={others()}>
          {(file) => <FileLine file={file} onRemoved={() => setRemoved([...removed(), file.id])} />}
        </For>
      </ul>
      <Show when={viewed() !== null}>
        <ImageViewer files={images()} at={viewed() ?? 0} onClose={() => setViewed(null)} />
      </Show>
    </section>
  );
}

function FileLine(props: { file: FileInfo; onRemoved: () => void }) {
  const { session } = useStores();
  const [asking, setAsking] = createSignal(false);
  return (
    <li class="flex items-center gap-1">
      <div class="min-w-0 flex-1">
        <FileCard file={props.file} bare />
      </div>
      <Show when={props.file.ownerId === session.me()?.id}>
        <IconButton label={`Delete ${props.file.name}`} tip="left" onClick={() => setAsking(true)}>
          <Trash size={16} />
        </IconButton>
      </Show>
      <Show when={asking()}>
        <Confirm
          title="Delete this file"
          text={`${props.file.name} will be gone for everyone. The message stays.`}
          action="Delete"
          onConfirm={async () => {
            await ask((api) => api.files.remove.mutate({ id: props.file.id }));
            props.onRemoved();
          }}
          onClose={() => setAsking(false)}
        />
      </Show>
    </li>
  );
}
