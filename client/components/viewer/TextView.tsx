import { createResource, Show } from 'solid-js';
import type { FileInfo } from '../../../protocol/chat.ts';
import { fileSize } from '../../ui/format.ts';

/** More than this of a log nobody reads in a dialog. */
const SHOWN_BYTES = 256 * 1024;

export function TextView(props: { file: FileInfo }) {
  const [text] = createResource(() => props.file.id, readBeginning);
  return (
    <div class="viewer-page quiet-scroll" role="document" tabindex="0" aria-label={props.file.name}>
      <Show when={text.error}>
        <p class="p-4 text-14 text-muted">This file could not be loaded.</p>
      </Show>
      <pre class="viewer-text">{text.error ? '' : text.latest}</pre>
      <Show when={props.file.size > SHOWN_BYTES && !text.error}>
        <p class="border-t border-line p-4 text-13 text-muted">
          The first {fileSize(SHOWN_BYTES)} of {fileSize(props.file.size)}. Download it to read on.
        </p>
      </Show>
    </div>
  );
}

async function readBeginning(id: string): Promise<string> {
  const answer = await fetch(`/files/${id}`, { headers: { range: `bytes=0-${SHOWN_BYTES - 1}` } });
  if (!answer.ok) throw new Error(`The server answered ${answer.status}.`);
  return new TextDecoder().decode(await answer.arrayBuffer(), { stream: true });
}
