import { createMemo, For, Show } from 'solid-js';
import type { Message, Reaction } from '../../../protocol/chat.ts';
import { useStores } from '../../stores/context.tsx';
import { namesLine } from '../../ui/format.ts';
import { createKeyed } from '../../ui/keyed.ts';
import { useDeeds } from './deeds.ts';

/** More names than this are counted. */
const NAMED = 8;

export function Reactions(props: { message: Message }) {
  const chips = createKeyed(
    () => props.message.reactions,
    (reaction) => reaction.emoji,
  );
  return (
    <Show when={props.message.reactions.length > 0}>
      <div class="mt-1 flex flex-wrap gap-1" role="group" aria-label="Reactions">
        <For each={chips()}>{(chip) => <Chip message={props.message} reaction={chip.value()} />}</For>
      </div>
    </Show>
  );
}

function Chip(props: { message: Message; reaction: Reaction }) {
  const { conversations, people, session } = useStores();
  const deeds = useDeeds();
  const names = createMemo(() => {
    const me = session.me()?.id;
    const ids = props.reaction.userIds;
    const sorted = ids.filter((id) => id === me).concat(ids.filter((id) => id !== me));
    const named = sorted.map((id) => (id === me ? 'You' : (people.user(id)?.name ?? 'Someone')));
    return named.length <= NAMED ? listed(named) : namesLine(named);
  });
  return (
    <button
      type="button"
      class="reaction"
      aria-pressed={deeds.isMine(props.message, props.reaction.emoji)}
      aria-label={`${props.reaction.emoji} ${props.reaction.userIds.length}, ${names()}`}
      title={names()}
      disabled={!conversations.may(props.message).react}
      onClick={() => deeds.react(props.message, props.reaction.emoji)}
    >
      <span aria-hidden="true">{props.reaction.emoji}</span>
      <span class="figures" aria-hidden="true">
        {props.reaction.userIds.length}
      </span>
    </button>
  );
}

function listed(names: readonly string[]): string {
  const last = names.at(-1) ?? '';
  return names.length < 2 ? last : `${names.slice(0, -1).join(', ')} and ${last}`;
}
