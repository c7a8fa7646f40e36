import { For, Match, Show, Switch } from 'solid-js';
import { Avatar } from '../../ui/Avatar.tsx';
import { plural } from '../../ui/format.ts';
import type { Suggestion, Suggestions } from './suggestions.ts';

export const LIST_ID = 'suggestions';
export const optionId = (at: number): string => `${LIST_ID}-${at}`;

/** Above the composer; the focus stays in the field, which says which line is meant. */
export function SuggestionList(props: { suggestions: Suggestions; onPick: (one: Suggestion) => void }) {
  const list = () => props.suggestions.list();
  return (
    <>
      <p class="sr-only" role="status">
        {list().length > 0 ? plural(list().length, 'suggestion') : ''}
      </p>
      <Show when={list().length > 0}>
        <div id={LIST_ID} class="suggestions" role="listbox" aria-label="Suggestions">
          <For each={list()}>
            {(one, at) => (
              // oxlint-disable-next-line jsx-a11y/click-events-have-key-events -- the field has the keys
              <div
                id={optionId(at())}
                role="option"
                tabindex={-1}
                class="suggestion"
                aria-selected={props.suggestions.at() === at()}
                onPointerDown={(event) => event.preventDefault()}
                onClick={() => props.onPick(one)}
              >
                <Line of={one} />
              </div>
            )}
          </For>
        </div>
      </Show>
    </>
  );
}

function Line(props: { of: Suggestion }) {
  const person = () => (props.of.kind === 'person' ? props.of.user : null);
  const emoji = () => (props.of.kind === 'emoji' ? props.of.of : null);
  return (
    <Switch
      fallback={
        <>
          <span class="font-[550]">{props.of.inserted}</span>
          <span class="truncate text-13 text-muted">{props.of.kind === 'everyone' ? props.of.says : ''}</span>
        </>
      }
    >
      <Match when={person()}>
        {(user) => (
          <>
            <Avatar id={user().id} name={user().name} fileId={user().avatarFileId} size={28} />
            <span class="truncate font-[550]">{user().name}</span>
            <span class="truncate text-13 text-muted">@{user().username}</span>
          </>
        )}
      </Match>
      <Match when={emoji()}>
        {(one) => (
          <>
            <span class="w-7 text-center text-18">{one().emoji}</span>
            <span class="truncate">:{one().name}:</span>
          </>
        )}
      </Match>
    </Switch>
  );
}
