import FileIcon from 'lucide-solid/icons/file';
import RotateCw from 'lucide-solid/icons/rotate-cw';
import X from 'lucide-solid/icons/x';
import { createMemo, For, Show } from 'solid-js';
import { useStores } from '../../stores/context.tsx';
import type { Upload } from '../../stores/contract.ts';
import { fileSize } from '../../ui/format.ts';
import { IconButton } from '../../ui/IconButton.tsx';
import { createKeyed } from '../../ui/keyed.ts';

/** What will go with the message: how far it is, and a way out for each. */
export function UploadChips(props: { uploads: readonly Upload[] }) {
  const chips = createKeyed(
    () => props.uploads,
    (upload) => upload.id,
  );
  return (
    <ul class="flex flex-wrap gap-2 px-2 pt-2" aria-label="Attached files">
      <For each={chips()}>{(chip) => <Chip upload={chip.value()} />}</For>
    </ul>
  );
}

function Chip(props: { upload: Upload }) {
  const { uploads } = useStores();
  const percent = () =>
    props.upload.size === 0 ? 100 : Math.floor((props.upload.sent / props.upload.size) * 100);
  const problem = () => (props.upload.state === 'failed' ? props.upload.problem : null);
  const picture = createMemo(() =>
    props.upload.state === 'done' && props.upload.file.hasThumbnail ? props.upload.file.id : null,
  );
  return (
    <li class="upload-chip" data-state={props.upload.state}>
      <span class="grid size-9 flex-none place-items-center overflow-hidden rounded-[4px] bg-hover text-muted">
        <Show when={picture()} fallback={<FileIcon size={17} />}>
          {(id) => <img src={`/files/${id()}?thumbnail`} alt="" class="size-full object-cover" />}
        </Show>
      </span>
      <span class="min-w-0 flex-1">
        <span class="block truncate text-13 font-[550]">{props.upload.name}</span>
        <span
          class="figures block truncate text-12 text-muted"
          classList={{ 'text-danger-text!': problem() !== null }}
        >
          {problem() ?? progressWords(props.upload, percent())}
        </span>
      </span>
      <Show when={props.upload.state === 'failed'}>
        <IconButton
          label={`Try ${props.upload.name} again`}
          tip="top"
          onClick={() => uploads.retry(props.upload.id)}
        >
          <RotateCw size={15} />
        </IconButton>
      </Show>
      <IconButton
        label={props.upload.state === 'done' ? `Remove ${props.upload.name}` : `Cancel ${props.upload.name}`}
        tip="top"
        onClick={() => uploads.cancel(props.upload.id)}
      >
        <X size={16} />
      </IconButton>
      <Show when={props.upload.state === 'uploading' || props.upload.state === 'paused'}>
        <progress
          class="upload-progress"
          max={100}
          value={percent()}
          aria-label={`Upload of ${props.upload.name}`}
        />
      </Show>
    </li>
  );
}

function progressWords(upload: Upload, percent: number): string {
  if (upload.state === 'done') return fileSize(upload.size);
  if (upload.state === 'paused') return `Waiting for the connection, ${percent} %`;
  return `${fileSize(upload.sent)} of ${fileSize(upload.size)}, ${percent} %`;
}
