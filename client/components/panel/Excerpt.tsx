import Paperclip from 'lucide-solid/icons/paperclip';
import { createMemo, For, type JSX, Show } from 'solid-js';
import type { Message } from '../../../protocol/chat.ts';
import { useStores } from '../../stores/context.tsx';
import { Avatar } from '../../ui/Avatar.tsx';
import { fullTimeOf, listTime, plural } from '../../ui/format.ts';
import { createNow } from '../../ui/now.ts';
import { excerptOf } from './excerpt.ts';

interface ExcerptProps {
  message: Message;
  /** What to tell apart in the text. */
  words?: readonly string[];
  /** Said above where messages of several conversations are listed. */
  place?: string | undefined;
  onGo: () => void;
  /** What else can be done with it. */
  children?: JSX.Element;
}

/** A message outside of its timeline; leads to it. */
export function Excerpt(props: ExcerptProps) {
  const { people } = useStores();
  const now = createNow();
  const sender = () => people.user(props.message.senderId);
  const name = () => sender()?.name ?? 'Someone';
  const pieces = createMemo(() => excerptOf(props.message.text, props.words ?? []));
  return (
    <li class="flex items-start gap-1">
      <button
        type="button"
        class="pick-row ring-inset min-w-0 flex-1 items-start!"
        data-roving
        onClick={() => props.onGo()}
      >
        <Avatar id={props.message.senderId} name={name()} fileId={sender()?.avatarFileId ?? null} size={28} />
        <span class="min-w-0 flex-1">
          <span class="flex items-baseline gap-2">
            <span class="truncate text-13 font-semibold">{name()}</span>
            <time
              class="flex-none text-12 text-muted"
              datetime={new Date(props.message.createdAt).toISOString()}
              title={fullTimeOf(props.message.createdAt)}
            >
              {listTime(props.message.createdAt, now())}
            </time>
          </span>
          <Show when={props.place}>
            {(place) => <span class="block truncate text-12 text-muted">{place()}</span>}
          </Show>
          <Show when={props.message.poll}>
            <span class="block text-12 text-muted">Poll</span>
          </Show>
          <span class="line-clamp-3 text-14 [overflow-wrap:anywhere]">
            <For each={pieces()}>
              {(piece) => (piece.hit ? <mark class="hit">{piece.text}</mark> : piece.text)}
            </For>
          </span>
          <Show when={props.message.files.length > 0}>
            <span class="flex items-center gap-1 text-12 text-muted">
              <Paperclip size={12} />
              <span class="truncate">
                {props.message.files.length === 1
                  ? props.message.files[0]?.name
                  : plural(props.message.files.length, 'file')}
              </span>
            </span>
          </Show>
        </span>
      </button>
      {props.children}
    </li>
  );
}
