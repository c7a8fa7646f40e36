import { A } from '@solidjs/router';
import { For, Show } from 'solid-js';
import type { Message } from '../../../protocol/chat.ts';
import { useStores } from '../../stores/context.tsx';
import { Avatar } from '../../ui/Avatar.tsx';
import { momentLine, plural } from '../../ui/format.ts';
import { createNow } from '../../ui/now.ts';
import { threadPath } from './paths.ts';

/** Under a message: the thread that hangs on it. */
export function ThreadChip(props: { root: Message }) {
  const { people, threads } = useStores();
  const now = createNow(60_000);
  const isUnread = () => threads.isUnread(props.root.id);
  return (
    <Show when={props.root.thread}>
      {(thread) => (
        <A href={threadPath(props.root)} class="thread-chip" data-unread={isUnread()} data-thread-chip>
          <span class="flex flex-none -space-x-1" aria-hidden="true">
            <For each={thread().participantIds}>
              {(id) => (
                <span class="rounded-full ring-2 ring-(--paper)">
                  <Avatar
                    id={id}
                    name={people.user(id)?.name ?? 'Someone'}
                    fileId={people.user(id)?.avatarFileId ?? null}
                    size={20}
                  />
                </span>
              )}
            </For>
          </span>
          <span class="font-[550] text-accent-text">{plural(thread().replies, 'reply', 'replies')}</span>
          <span class="truncate text-muted">last {momentLine(thread().lastAt, now())}</span>
          <Show when={isUnread()}>
            <span class="thread-dot" role="img" aria-label="Unread" />
          </Show>
        </A>
      )}
    </Show>
  );
}
