import Download from 'lucide-solid/icons/download';
import FileIcon from 'lucide-solid/icons/file';
import FileX from 'lucide-solid/icons/file-x';
import { type JSX, Show, splitProps } from 'solid-js';
import type { FileInfo } from '../../../protocol/chat.ts';
import { fileSize } from '../../ui/format.ts';

interface FileCardProps {
  file: FileInfo;
  /** Without a frame of its own. */
  bare?: boolean;
  /** Where it can be looked at, the card opens it, and a link beside it downloads it. */
  onOpen?: (() => void) | undefined;
}

/** A file by name and size; the whole card downloads it, or opens it where it can be shown. */
export function FileCard(props: FileCardProps) {
  const frame = () => ({
    'my-1 max-w-[400px] border border-line bg-raised p-2 pr-3 hover:border-line-strong': !props.bare,
    'px-1': props.bare ?? false,
  });
  return (
    <Show
      when={props.onOpen}
      fallback={
        <DownloadLink
          file={props.file}
          class="flex min-h-11 items-center gap-3 rounded-card"
          classList={frame()}
        >
          <Words {...props} does="Download" />
          <Download size={17} class="flex-none text-muted" />
        </DownloadLink>
      }
    >
      {(open) => (
        <div class="flex items-center gap-1 rounded-card" classList={frame()}>
          <button
            type="button"
            class="flex min-h-11 min-w-0 flex-1 items-center gap-3 text-left"
            onClick={() => open()()}
          >
            <Words {...props} does="Open" />
          </button>
          <DownloadLink
            file={props.file}
            class="icon-button"
            aria-label={`Download ${props.file.name}, ${fileSize(props.file.size)}`}
          >
            <Download size={17} />
          </DownloadLink>
        </div>
      )}
    </Show>
  );
}

interface DownloadLinkProps extends JSX.HTMLAttributes<HTMLAnchorElement> {
  file: FileInfo;
}

function DownloadLink(props: DownloadLinkProps) {
  const [own, rest] = splitProps(props, ['file']);
  // oxlint-disable-next-line jsx-a11y/anchor-has-content -- whoever uses it gives it its content
  return <a href={`/files/${own.file.id}?download`} download={own.file.name} {...rest} />;
}

function Words(props: FileCardProps & { does: string }) {
  return (
    <>
      <Show when={!props.bare}>
        <span class="grid size-10 flex-none place-items-center rounded-control bg-hover text-muted">
          <FileIcon size={19} />
        </span>
      </Show>
      <span class="min-w-0 flex-1">
        <span class="sr-only">{props.does} </span>
        <span class="block truncate text-14 font-[550]">{props.file.name}</span>
        <span class="figures block text-12 text-muted">
          {fileSize(props.file.size)} · {kindOf(props.file)}
        </span>
      </span>
    </>
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
