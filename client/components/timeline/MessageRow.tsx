import { Show, untrack } from 'solid-js';
import { useStores } from '../../stores/context.tsx';
import { Avatar } from '../../ui/Avatar.tsx';
import { fullTimeOf, timeOf } from '../../ui/format.ts';
import { ActionBar } from '../message/parts.ts';
import { MessageContent } from './MessageContent.tsx';
import { Receipt } from './Receipt.tsx';
import type { RowProps } from './row-props.ts';
import { messageOf, stateOf } from './rows.ts';

/**
 * Rows are what opening a conversation is made of, so each watches as little as it can. A ternary costs half of what
 * a `<Show>` does, and what a row is for good is looked at once.
 */
export function MessageRow(props: RowProps) {
  const { people, session } = useStores();
  const row = () => props.row.value();
  // The key of a row is made of its sender.
  const { senderId, own, isRoot = false } = untrack(row);
  const path = `/people/${senderId}`;
  const sender = () => people.user(senderId);
  const name = () => sender()?.name ?? 'Someone';
  const message = () => messageOf(row().item);
  const standing = () => (message()?.deletedAt === null ? message() : null);
  const namesMe = () => {
    const me = session.me()?.id ?? '';
    return !own && ((message()?.mentions.includes(me) || message()?.mentionsAll) ?? false);
  };
  return (
    <article
      class="message"
      data-line={isRoot ? undefined : message()?.number}
      data-message={message()?.id}
      data-names-me={namesMe()}
      tabindex={-1}
      data-own={own}
      data-first={row().first}
      data-last={row().last}
      data-state={stateOf(row().item)}
      aria-label={`${own ? 'You' : name()}, ${timeOf(row().createdAt)}`}
    >
      {row().first ? (
        <a href={path} class="mt-0.5 h-9 rounded-full" tabindex={-1} aria-hidden="true">
          <Avatar id={senderId} name={name()} fileId={sender()?.avatarFileId ?? null} size={36} />
        </a>
      ) : (
        <HoverTime at={row().createdAt} />
      )}
      <div class="min-w-0">
        {row().first ? (
          <p class="flex items-baseline gap-2">
            <a href={path} class="truncate text-14 font-semibold hover:underline">
              {name()}
            </a>
            <time
              class="flex-none text-12 text-muted"
              datetime={isoOf(row().createdAt)}
              title={fullTimeOf(row().createdAt)}
              textContent={timeOf(row().createdAt)}
            />
          </p>
        ) : null}
        <MessageContent row={props.row} around={props.around} />
      </div>
      {own && !isRoot ? <Receipt item={row().item} timeline={props.around.timeline} /> : null}
      {props.around.isActive(message()?.id ?? '') ? (
        <Show when={standing()}>{(active) => <ActionBar message={active()} />}</Show>
      ) : null}
    </article>
  );
}

/** Further lines of a group keep their time for whoever looks for it. */
function HoverTime(props: { at: number }) {
  return (
    <time
      class="message-hover-time"
      datetime={isoOf(props.at)}
      title={fullTimeOf(props.at)}
      aria-hidden="true"
      textContent={timeOf(props.at).replace(/\s.*$/, '')}
    />
  );
}

function isoOf(ms: number): string {
  return new Date(ms).toISOString();
}
