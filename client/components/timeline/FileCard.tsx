import Download from 'lucide-solid/icons/download';
import FileIcon from 'lucide-solid/icons/file';
import FileX from 'lucide-solid/icons/file-x';
import { Show } from 'solid-js';
import type { FileInfo } from '../../../protocol/chat.ts';
import { fileSize } from '../../ui/format.ts';

/** A file by name and size; the whole card downloads it. */
export function FileCard(props: { file: FileInfo; bare?: boolean }) {
  return (
    <a
      href={`/files/${props.file.id}?download`}
      download={props.file.name}
      class="flex min-h-11 items-center gap-3 rounded-card"
      classList={{
        'my-1 max-w-[400px] border border-line bg-raised p-2 pr-3 hover:border-line-strong': !props.bare,
        'px-1': props.bare ?? false,
      }}
    >
      <Show when={!props.bare}>
        <span class="grid size-10 flex-none place-items-center rounded-control bg-hover text-muted">
          <FileIcon size={19} />
        </span>
      </Show>
      <span class="min-w-0 flex-1">
        <span class="sr-only">Download </span>
        <span class="block truncate text-14 font-[550]">{props.file.name}</span>
        <span class="figures block text-12 text-muted">
          {fileSize(props.file.size)} · {kindOf(props.file)}
        </span>
      </span>
      <Download size={17} class="flex-none text-muted" />
    </a>
  );
}

/** Its owner took it away: what it was called is all that is left. */
export function RemovedFile(props: { file: FileInfo }) {
  return (
    <p class="my-1 flex min-h-11 max-w-[400px] items-center gap-3 rounded-card border border-dashed border-line p-2 pr-3 text-muted">
      <span class="grid size-10 flex-none place-items-center">
        <FileX size={19} />
      </span>
      <span class="min-w-0 flex-1">
        <span class="block truncate text-14">{props.file.name}</span>
        <span class="block text-12">This file was deleted.</span>
      </span>
    </p>
  );
}

function kindOf(file: FileInfo): string {
  const ending = /\.([a-z0-9]{1,5})$/i.exec(file.name)?.[1];
  return ending ? ending.toUpperCase() : (file.type.split('/')[1] ?? 'file');
}
