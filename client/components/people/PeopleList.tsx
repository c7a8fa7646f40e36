import { A, useLocation } from '@solidjs/router';
import { createMemo, createSignal, For, Show } from 'solid-js';
import type { User } from '../../../protocol/chat.ts';
import { useStores } from '../../stores/context.tsx';
import { Avatar } from '../../ui/Avatar.tsx';
import { createKeyed } from '../../ui/keyed.ts';
import { moveFocus } from '../../ui/roving.ts';
import { SearchInput } from '../../ui/SearchInput.tsx';
import { createPeopleSearch } from './search.ts';

/** Who is online now; with a text, everyone it fits. */
export function PeopleList() {
  const { people, session } = useStores();
  const [text, setText] = createSignal('');
  const search = createPeopleSearch(text);
  let pane!: HTMLDivElement;
  const searching = () => text().trim() !== '';
  const online = createMemo(() => people.online());
  const others = createMemo(() => {
    const here = new Set(online().map((user) => user.id));
    return (search.found() ?? []).filter((user) => !here.has(user.id) && user.id !== session.me()?.id);
  });
  return (
    <div ref={pane} class="flex min-h-0 flex-1 flex-col" onKeyDown={(event) => moveFocus(event, pane)}>
      <header class="flex h-14 flex-none items-center pr-2 pl-4">
        <h1 class="text-18 font-semibold tracking-tight">People</h1>
      </header>
      <div class="px-3 pb-2">
        <SearchInput label="Search people" placeholder="Name or username" value={text()} onInput={setText} />
      </div>
      <nav aria-label="People" class="quiet-scroll min-h-0 flex-1 overflow-y-auto px-2 pb-3">
        <Show when={searching()} fallback={<Sections online={online()} others={others()} />}>
          <PersonLinks users={search.found() ?? []} />
          <Show
            when={
              search.problem() ??
              (search.found()?.length === 0 ? `Nobody is called “${text().trim()}”.` : null)
            }
          >
            {(words) => <p class="px-2.5 py-4 text-14 text-muted">{words()}</p>}
          </Show>
        </Show>
      </nav>
    </div>
  );
}

function Sections(props: { online: readonly User[]; others: readonly User[] }) {
  return (
    <>
      <h2 class="px-2.5 pt-2 pb-1 text-12 font-semibold text-muted">
        Online now <span class="figures font-normal">{props.online.length}</span>
      </h2>
      <PersonLinks users={props.online} />
      <Show when={props.online.length === 0}>
        <p class="px-2.5 py-2 text-14 text-muted">Nobody else is online.</p>
      </Show>
      <Show when={props.others.length > 0}>
        <h2 class="px-2.5 pt-5 pb-1 text-12 font-semibold text-muted">From your conversations</h2>
        <PersonLinks users={props.others} />
      </Show>
    </>
  );
}

function PersonLinks(props: { users: readonly User[] }) {
  const { people, session } = useStores();
  const location = useLocation();
  const rows = createKeyed(
    () => props.users,
    (user) => user.id,
  );
  const isMe = (user: User) => user.id === session.me()?.id;
  return (
    <For each={rows()}>
      {(row) => (
        <A
          href={`/people/${row.key}`}
          class="conversation-row ring-inset"
          aria-current={location.pathname === `/people/${row.key}` ? 'page' : undefined}
          data-roving
        >
          <Avatar
            id={row.key}
            name={row.value().name}
            fileId={row.value().avatarFileId}
            size={36}
            presence={isMe(row.value()) ? 'online' : people.presence(row.key)}
          />
          <span class="min-w-0 flex-1">
            <span class="block truncate text-14 font-[550]">
              {row.value().name}
              {isMe(row.value()) ? ' (you)' : ''}
            </span>
            <span class="block truncate text-12 text-muted">
              {row.value().status || `@${row.value().username}`}
            </span>
          </span>
        </A>
      )}
    </For>
  );
}
