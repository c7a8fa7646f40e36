import { createResource, createSignal, For, onCleanup, Show } from 'solid-js';
import type { ImportInfo } from '../../../protocol/imports.ts';
import { ask } from '../../api/pages.ts';
import { type ArchiveUpload, sendArchive } from '../../api/archive-upload.ts';
import { Button } from '../../ui/Button.tsx';
import { createAction } from '../../ui/action.ts';
import { fileSize } from '../../ui/format.ts';
import { Problem } from '../../ui/Problem.tsx';
import { wordsFor } from '../../ui/words.ts';
import { ImportCard } from './ImportCard.tsx';

/** While something is under way, the server is asked this often. */
const LOOK_MS = 1_000;

/** An archive is sent, looked through, and brought over when the owner says so. */
export function SlackImport() {
  const [imports, { refetch }] = createResource(() => ask((api) => api.imports.list.query()));
  const known = (): ImportInfo[] => (imports.error ? [] : (imports.latest ?? []));
  const timer = setInterval(() => known().some(isUnderWay) && void refetch(), LOOK_MS);
  onCleanup(() => clearInterval(timer));
  return (
    <>
      <p class="text-14 text-muted">
        Export your workspace in Slack and choose the zip file here. You see what is in it before anything
        comes over. Channels become groups, and what people said among themselves comes over for them alone;
        files stay where they are, as links. Nothing comes twice, so you can do it again later.
      </p>
      <ArchiveChoice onSent={() => void refetch()} />
      <Problem text={imports.error ? wordsFor(imports.error) : null} />
      <ul aria-label="Imports" class="flex flex-col gap-4">
        <For each={known()}>{(info) => <ImportCard info={info} onChanged={() => void refetch()} />}</For>
      </ul>
    </>
  );
}

function isUnderWay({ state }: ImportInfo): boolean {
  return state === 'reading' || state === 'running';
}

function ArchiveChoice(props: { onSent: () => void }) {
  const [file, setFile] = createSignal<File | null>(null);
  const [sent, setSent] = createSignal(0);
  let input!: HTMLInputElement;
  let upload: ArchiveUpload | null = null;
  onCleanup(() => upload?.leave());
  const send = createAction(async () => {
    const chosen = file();
    if (!chosen) return;
    setSent(0);
    upload = sendArchive(chosen, setSent);
    try {
      await upload.done;
      props.onSent();
    } finally {
      upload = null;
      setFile(null);
    }
  });
  return (
    <div class="flex flex-col gap-3">
      <Show
        when={send.busy() && file()}
        fallback={
          <Button class="self-start" onClick={() => input.click()}>
            Choose archive
          </Button>
        }
      >
        {(chosen) => (
          <Sending
            name={chosen().name}
            size={chosen().size}
            sent={sent()}
            onCancel={() => upload?.cancel()}
          />
        )}
      </Show>
      <Problem text={send.problem()} />
      <input
        ref={input}
        type="file"
        accept=".zip,application/zip"
        hidden
        aria-label="Slack archive"
        onChange={() => {
          setFile(input.files?.[0] ?? null);
          input.value = '';
          void send.run();
        }}
      />
    </div>
  );
}

function Sending(props: { name: string; size: number; sent: number; onCancel: () => void }) {
  return (
    <div class="flex items-center gap-4">
      <progress
        class="h-1.5 min-w-0 flex-1 accent-(--accent)"
        max={props.size}
        value={props.sent}
        aria-label={`Sending ${props.name}`}
      />
      <span class="figures text-13 text-muted">
        {fileSize(props.sent)} of {fileSize(props.size)}
      </span>
      <Button kind="quiet" onClick={() => props.onCancel()}>
        Cancel
      </Button>
    </div>
  );
}
