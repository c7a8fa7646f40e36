import MessageSquare from 'lucide-solid/icons/message-square';
import Play from 'lucide-solid/icons/play';
import { createMemo, createSignal, For, lazy, Show, Suspense } from 'solid-js';
import type { Conversation, FileInfo } from '../../../protocol/chat.ts';
import { Button } from '../../ui/Button.tsx';
import { IconButton } from '../../ui/IconButton.tsx';
import { FileCard } from '../timeline/FileCard.tsx';
import { viewKindOf } from '../viewer/kinds.ts';
import type { Place } from '../threads/paths.ts';
import { RemoveFile } from './RemoveFile.tsx';
import { createShared, type SharedFile, type SharedKind } from './shared.ts';

const FileViewer = lazy(async () => ({ default: (await import('../viewer/FileViewer.tsx')).FileViewer }));

interface SharedTabProps {
  conversation: Conversation;
  kind: SharedKind;
  onGo: (place: Place) => void;
}

const EMPTY = {
  media: 'Pictures and videos that are sent here will be listed.',
  file: 'Files that are sent here will be listed.',
  audio: 'Audio that is sent here will be listed.',
} as const satisfies Record<SharedKind, string>;

export function SharedTab(props: SharedTabProps) {
  // oxlint-disable-next-line solid/reactivity -- a tab is of one kind as long as it stands
  const shared = createShared(() => props.conversation, props.kind);
  const [viewed, setViewed] = createSignal<SharedFile | null>(null);
  const go = ({ messageId, number, threadRootId }: SharedFile) => {
    setViewed(null);
    props.onGo({ id: messageId, conversationId: props.conversation.id, number, threadRootId });
  };
  const viewable = createMemo(() => shared.files().filter(({ file }) => viewKindOf(file) !== null));
  return (
    <>
      <Show when={shared.problem()}>{(words) => <p class="px-2 text-14 text-muted">{words()}</p>}</Show>
      <Show when={shared.isEmpty()}>
        <p class="px-2 text-14 text-muted">{EMPTY[props.kind]}</p>
      </Show>
      <Show when={props.kind === 'media'} fallback={<Lines shared={shared} onGo={go} onOpen={setViewed} />}>
        <div class="gallery">
          <For each={shared.files()}>{(one) => <Tile file={one.file} onOpen={() => setViewed(one)} />}</For>
        </div>
      </Show>
      <Show when={shared.hasMore()}>
        <Button class="mt-3" busy={shared.busy()} onClick={() => shared.more()}>
          Older files
        </Button>
      </Show>
      <Show when={viewed()}>
        {(first) => (
          <Suspense>
            <FileViewer
              files={viewable().map(({ file }) => file)}
              at={viewable().indexOf(first())}
              onClose={() => setViewed(null)}
              actions={(file) => (
                <Actions
                  file={file}
                  onGo={() => go(viewable().find((one) => one.file.id === file.id) ?? first())}
                  onRemoved={() => {
                    setViewed(null);
                    shared.drop(file.id);
                  }}
                />
              )}
            />
          </Suspense>
        )}
      </Show>
    </>
  );
}

interface ActionsProps {
  file: FileInfo;
  onGo: () => void;
  onRemoved: () => void;
}

function Actions(props: ActionsProps) {
  return (
    <>
      <IconButton
        label={`Show ${props.file.name} in the conversation`}
        tip="none"
        onClick={() => props.onGo()}
      >
        <MessageSquare size={18} />
      </IconButton>
      <RemoveFile file={props.file} onRemoved={() => props.onRemoved()} />
    </>
  );
}

function Tile(props: { file: FileInfo; onOpen: () => void }) {
  return (
    <button
      type="button"
      class="gallery-tile ring-inset"
      aria-label={`Open ${props.file.name}`}
      onClick={() => props.onOpen()}
    >
      <Show
        when={props.file.hasThumbnail}
        fallback={
          <span class="grid size-full place-items-center px-1 text-12 text-muted">{props.file.name}</span>
        }
      >
        <img src={`/files/${props.file.id}?thumbnail`} alt="" loading="lazy" class="size-full object-cover" />
      </Show>
      <Show when={props.file.type.startsWith('video/')}>
        <span class="gallery-film">
          <Play size={13} />
        </span>
      </Show>
    </button>
  );
}

interface LinesProps {
  shared: ReturnType<typeof createShared>;
  onGo: (one: SharedFile) => void;
  onOpen: (one: SharedFile) => void;
}

function Lines(props: LinesProps) {
  return (
    <ul>
      <For each={props.shared.files()}>
        {(one) => (
          <li class="border-b border-line py-1.5">
            <div class="flex items-center">
              <div class="min-w-0 flex-1">
                <FileCard
                  file={one.file}
                  bare
                  onOpen={viewKindOf(one.file) ? () => props.onOpen(one) : undefined}
                />
              </div>
              <Actions
                file={one.file}
                onGo={() => props.onGo(one)}
                onRemoved={() => props.shared.drop(one.file.id)}
              />
            </div>
            <Show when={one.file.type.startsWith('audio/')}>
              <audio
                controls
                preload="none"
                class="mt-1 h-10 w-full"
                src={`/files/${one.file.id}`}
                aria-label={one.file.name}
              />
            </Show>
          </li>
        )}
      </For>
    </ul>
  );
}
