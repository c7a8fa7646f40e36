import { createResource, createSignal, For, Show } from 'solid-js';
import { ask } from '../../api/pages.ts';
import { Button } from '../../ui/Button.tsx';
import { fileSize, plural } from '../../ui/format.ts';
import { Problem } from '../../ui/Problem.tsx';
import { wordsFor } from '../../ui/words.ts';
import { RemoveFile } from '../gallery/RemoveFile.tsx';
import { FileCard } from '../timeline/FileCard.tsx';

/** What of mine is stored here, and what may be; the largest files first, so that there is something to delete. */
export function Storage() {
  const [use, { refetch }] = createResource(() => ask((api) => api.files.use.query()));
  const [open, setOpen] = createSignal(false);
  const words = () => {
    const now = use.error ? undefined : use.latest;
    if (!now) return '';
    const files = now.fileCount === 0 ? 'no files' : plural(now.fileCount, 'file');
    const of = now.quotaBytes === null ? '' : ` of ${fileSize(now.quotaBytes)}`;
    return `You store ${files}: ${fileSize(now.usedBytes)}${of}.`;
  };
  return (
    <>
      <p class="figures text-14" aria-live="polite">
        {words()}
      </p>
      <Show when={!use.error && use.latest?.quotaBytes}>
        {(quota) => (
          <progress
            class="use-bar"
            data-full={(use.latest?.usedBytes ?? 0) > quota() * 0.95}
            max={quota()}
            value={Math.min(quota(), use.latest?.usedBytes ?? 0)}
            aria-label="Storage used"
          />
        )}
      </Show>
      <Problem text={use.error ? wordsFor(use.error) : null} />
      <Show
        when={open()}
        fallback={
          <Button class="self-start" onClick={() => setOpen(true)}>
            My files
          </Button>
        }
      >
        <MyFiles onRemoved={() => void refetch()} />
      </Show>
    </>
  );
}

type Page = Awaited<ReturnType<typeof askPage>>;

function MyFiles(props: { onRemoved: () => void }) {
  const [pages, setPages] = createSignal<readonly Page[]>([]);
  const [loading, { refetch }] = createResource(async () => {
    setPages([...pages(), await askPage(pages().at(-1)?.next ?? undefined)]);
  });
  const removed = (id: string) => {
    setPages(pages().map((page) => ({ ...page, files: page.files.filter((file) => file.id !== id) })));
    props.onRemoved();
  };
  return (
    <div>
      <Problem text={loading.error ? wordsFor(loading.error) : null} />
      <Show when={!loading.loading && pages().every(({ files }) => files.length === 0)}>
        <p class="text-14 text-muted">What you upload will be listed.</p>
      </Show>
      <ul aria-label="My files">
        <For each={pages().flatMap(({ files }) => files)}>
          {(file) => (
            <li class="flex items-center gap-1 border-b border-line">
              <div class="min-w-0 flex-1">
                <FileCard file={file} bare />
              </div>
              <RemoveFile file={file} onRemoved={() => removed(file.id)} />
            </li>
          )}
        </For>
      </ul>
      <Show when={pages().at(-1)?.next}>
        <Button class="mt-3" busy={loading.loading} onClick={() => void refetch()}>
          Smaller files
        </Button>
      </Show>
    </div>
  );
}

const askPage = (before?: { size: number; id: string }) =>
  ask((api) => api.files.mine.query(before ? { before } : {}));
