import { lazy, Show, Suspense } from 'solid-js';
import type { Message } from '../../../protocol/chat.ts';
import { useStores } from '../../stores/context.tsx';
import { Avatar } from '../../ui/Avatar.tsx';
import { fullTimeOf, timeOf } from '../../ui/format.ts';
import { ActionBar } from '../message/parts.ts';
import { useDesk } from '../message/desk.ts';
import { MessageContent } from './MessageContent.tsx';
import { Receipt } from './Receipt.tsx';
import type { RowProps } from './row-props.ts';

const ThreadChip = lazy(async () => ({ default: (await import('../threads/ThreadChip.tsx')).ThreadChip }));

export function MessageRow(props: RowProps) {
  const { people, session } = useStores();
  const sender = () => people.user(props.row.senderId);
  const name = () => sender()?.name ?? 'Someone';
  const message = () => (props.row.item.kind === 'message' ? props.row.item.message : null);
  const standing = () => (message()?.deletedAt === null ? message() : null);
  const namesMe = () => {
    const me = session.me()?.id ?? '';
    return !props.row.own && ((message()?.mentions.includes(me) || message()?.mentionsAll) ?? false);
  };
  const pending = () => (props.row.item.kind === 'pending' ? props.row.item.pending : null);
  return (
    <article
      class="message"
      data-line={props.row.isRoot ? undefined : message()?.number}
      data-message={message()?.id}
      data-names-me={namesMe()}
      tabindex={-1}
      data-own={props.row.own}
      data-first={props.row.first}
      data-last={props.row.last}
      data-state={pending()?.state ?? 'sent'}
      aria-label={`${props.row.own ? 'You' : name()}, ${timeOf(props.row.createdAt)}`}
    >
      <Show when={props.row.first} fallback={<HoverTime at={props.row.createdAt} />}>
        <a
          href={`/people/${props.row.senderId}`}
          class="mt-0.5 h-9 rounded-full"
          tabindex={-1}
          aria-hidden="true"
        >
          <Avatar id={props.row.senderId} name={name()} fileId={sender()?.avatarFileId ?? null} size={36} />
        </a>
      </Show>
      <div class="min-w-0">
        <Show when={props.row.first}>
          <p class="flex items-baseline gap-2">
            <a href={`/people/${props.row.senderId}`} class="truncate text-14 font-semibold hover:underline">
              {name()}
            </a>
            <Time at={props.row.createdAt} />
          </p>
        </Show>
        <MessageContent row={props.row} onView={(files, at) => props.onView(files, at)} />
        <Branch message={message()} />
      </div>
      <Show when={props.row.own && !props.row.isRoot}>
        <Receipt item={props.row.item} timeline={props.timeline} />
      </Show>
      <Show when={props.isActive(message()?.id ?? '') ? standing() : null}>
        {(active) => <ActionBar message={active()} />}
      </Show>
    </article>
  );
}

/** The thread that hangs on it; in the thread itself there is no need of it. */
function Branch(props: { message: Message | null }) {
  const desk = useDesk();
  return (
    <Show when={desk.rootId === null && props.message?.thread ? props.message : null}>
      {(root) => (
        <Suspense>
          <ThreadChip root={root()} />
        </Suspense>
      )}
    </Show>
  );
}

function Time(props: { at: number }) {
  return (
    <time
      class="flex-none text-12 text-muted"
      datetime={new Date(props.at).toISOString()}
      title={fullTimeOf(props.at)}
    >
      {timeOf(props.at)}
    </time>
  );
}

/** Further lines of a group keep their time for whoever looks for it. */
function HoverTime(props: { at: number }) {
  return (
    <time
      class="message-hover-time"
      datetime={new Date(props.at).toISOString()}
      title={fullTimeOf(props.at)}
      aria-hidden="true"
    >
      {timeOf(props.at).replace(/\s.*$/, '')}
    </time>
  );
}
