import './link-cards.css';
import X from 'lucide-solid/icons/x';
import { createMemo, createSignal, For, Show } from 'solid-js';
import type { Message, Preview } from '../../../protocol/chat.ts';
import { useStores } from '../../stores/context.tsx';
import { IconButton } from '../../ui/IconButton.tsx';
import { createKeyed } from '../../ui/keyed.ts';
import { useDeeds } from './deeds.ts';

/** What the server found behind the links of a message; its sender may take each off. */
export function LinkCards(props: { message: Message }) {
  const { session } = useStores();
  const deeds = useDeeds();
  const isMine = () => props.message.senderId === session.me()?.id;
  const cards = createKeyed(
    () => props.message.previews,
    (preview) => preview.url,
  );
  return (
    <ul class="link-cards" aria-label="Link previews">
      <For each={cards()}>
        {(card) => (
          <li class="link-card">
            <Card of={card.value()} />
            <Show when={isMine()}>
              <IconButton
                label={`Remove the preview of ${card.value().siteName}`}
                tip="none"
                class="link-card-remove"
                onClick={() => deeds.dismiss(props.message, card.value())}
              >
                <X size={14} />
              </IconButton>
            </Show>
          </li>
        )}
      </For>
    </ul>
  );
}

function Card(props: { of: Preview }) {
  const [isGone, setGone] = createSignal(false);
  const picture = createMemo(() => (isGone() ? null : props.of.picture));
  return (
    <a
      href={props.of.url}
      title={props.of.url}
      target="_blank"
      rel="noopener noreferrer"
      class="link-card-body"
    >
      <span class="min-w-0 flex-1">
        <span class="block truncate text-12 text-muted">{props.of.siteName}</span>
        <span class="link-card-title">{props.of.title}</span>
        <Show when={props.of.description !== ''}>
          <span class="link-card-words">{props.of.description}</span>
        </Show>
      </span>
      <Show when={picture()}>
        {(size) => (
          <img
            src={`/files/previews/${props.of.id}`}
            alt=""
            width={size().width}
            height={size().height}
            loading="lazy"
            decoding="async"
            class="link-card-picture"
            onError={() => setGone(true)}
          />
        )}
      </Show>
    </a>
  );
}
