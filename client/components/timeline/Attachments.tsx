import { createMemo, For, lazy, Match, Show, Suspense, Switch } from 'solid-js';
import type { FileInfo } from '../../../protocol/chat.ts';
import { viewKindOf } from '../viewer/kinds.ts';
import { FileCard, RemovedFile } from './FileCard.tsx';
import { ImageGrid } from './ImageGrid.tsx';

const VoiceNote = lazy(async () => ({ default: (await import('../voice/VoiceNote.tsx')).VoiceNote }));

interface AttachmentsProps {
  files: readonly FileInfo[];
  onView: (files: readonly FileInfo[], at: number) => void;
}

export function Attachments(props: AttachmentsProps) {
  const images = createMemo(() =>
    props.files.filter((file) => !file.removed && file.hasThumbnail && file.width && file.height),
  );
  const others = createMemo(() => props.files.filter((file) => !images().includes(file)));
  return (
    <>
      <Show when={images().length > 0}>
        <ImageGrid images={images()} onView={(at) => props.onView(images(), at)} />
      </Show>
      <For each={others()}>
        {(file) => (
          <Switch
            fallback={
              <FileCard file={file} onOpen={viewKindOf(file) ? () => props.onView([file], 0) : undefined} />
            }
          >
            <Match when={file.removed}>
              <RemovedFile file={file} />
            </Match>
            <Match when={file.voice}>
              {(voice) => (
                // Its place is kept while its player comes.
                <Suspense fallback={<div class="h-[54px]" />}>
                  <VoiceNote file={file} voice={voice()} />
                </Suspense>
              )}
            </Match>
            <Match when={file.type.startsWith('audio/')}>
              <Sound file={file} />
            </Match>
            <Match when={file.type.startsWith('video/')}>
              <Film file={file} />
            </Match>
          </Switch>
        )}
      </For>
    </>
  );
}

function Sound(props: { file: FileInfo }) {
  return (
    <figure class="my-1 max-w-[400px] rounded-card border border-line p-2">
      <audio
        controls
        preload="metadata"
        class="h-10 w-full"
        src={`/files/${props.file.id}`}
        aria-label={props.file.name}
      />
      <FileCard file={props.file} bare />
    </figure>
  );
}

function Film(props: { file: FileInfo }) {
  return (
    <figure class="my-1 max-w-[440px] overflow-hidden rounded-card border border-line">
      <video
        controls
        preload="metadata"
        playsinline
        class="aspect-video w-full bg-stage"
        src={`/files/${props.file.id}`}
        aria-label={props.file.name}
      />
      <div class="px-2">
        <FileCard file={props.file} bare />
      </div>
    </figure>
  );
}
