import Check from 'lucide-solid/icons/check';
import { createMemo, createSignal, For, onMount, Show } from 'solid-js';
import type { User } from '../../../protocol/chat.ts';
import { useStores } from '../../stores/context.tsx';
import { Avatar } from '../../ui/Avatar.tsx';
import { moveFocus } from '../../ui/roving.ts';
import { SearchInput } from '../../ui/SearchInput.tsx';
import { createPeopleSearch } from './search.ts';

interface PeoplePickerProps {
  /** Marked as chosen; leave out where one press is the whole choice. */
  chosen?: readonly User[];
  without?: (user: User) => boolean;
  autofocus?: boolean;
  onPick: (user: User) => void;
}

/** Type, arrow down, Enter. Enter in the field takes the first. */
export function PeoplePicker(props: PeoplePickerProps) {
  const { session } = useStores();
  const [text, setText] = createSignal('');
  const search = createPeopleSearch(text);
  let root!: HTMLDivElement;
  onMount(() => {
    if (props.autofocus && window.matchMedia('(pointer: fine)').matches) root.querySelector('input')?.focus();
  });
  const shown = createMemo(() =>
    search.found()?.filter((user) => user.id !== session.me()?.id && !props.without?.(user)),
  );
  const isChosen = (user: User) => props.chosen?.some((one) => one.id === user.id) ?? false;
  return (
    <div
      ref={root}
      onKeyDown={(event) => {
        if (event.key !== 'Enter' || !(event.target instanceof HTMLInputElement)) moveFocus(event, root);
        else {
          event.preventDefault();
          const [first] = shown() ?? [];
          if (first && text().trim() !== '') props.onPick(first);
        }
      }}
    >
      <SearchInput label="Search people" placeholder="Name or username" value={text()} onInput={setText} />
      <div
        class="quiet-scroll mt-2 max-h-[min(420px,50dvh)] overflow-y-auto"
        role="group"
        aria-label="People"
      >
        <For
          each={shown()}
          fallback={<Nobody loading={shown() === undefined} text={text()} problem={search.problem()} />}
        >
          {(user) => (
            <Option
              user={user}
              toggles={props.chosen !== undefined}
              chosen={isChosen(user)}
              onPick={() => props.onPick(user)}
            />
          )}
        </For>
      </div>
    </div>
  );
}

function Option(props: { user: User; toggles: boolean; chosen: boolean; onPick: () => void }) {
  const { people } = useStores();
  return (
    <button
      type="button"
      class="pick-row ring-inset"
      data-roving
      aria-pressed={props.toggles ? props.chosen : undefined}
      onClick={() => props.onPick()}
    >
      <Avatar
        id={props.user.id}
        name={props.user.name}
        fileId={props.user.avatarFileId}
        size={36}
        presence={people.presence(props.user.id)}
      />
      <span class="min-w-0 flex-1">
        <span class="block truncate text-14 font-[550]">{props.user.name}</span>
        <span class="block truncate text-12 text-muted">@{props.user.username}</span>
      </span>
      <Show when={props.chosen}>
        <Check size={17} class="text-accent-text" />
      </Show>
    </button>
  );
}

function Nobody(props: { loading: boolean; text: string; problem: string | null }) {
  const words = () => {
    if (props.problem) return props.problem;
    if (props.loading) return 'Searching';
    return props.text.trim() === '' ? 'Nobody else is here yet.' : `Nobody is called “${props.text.trim()}”.`;
  };
  return (
    <p class="px-2.5 py-4 text-14 text-muted" classList={{ late: props.loading }}>
      {words()}
    </p>
  );
}
