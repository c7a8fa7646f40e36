import type { inferRouterOutputs } from '@trpc/server';
import { createMemo, createSignal, For, Show } from 'solid-js';
import type { AppRouter } from '../../../server/trpc/router.ts';
import { ask } from '../../api/pages.ts';
import { listTime, plural } from '../../ui/format.ts';
import { createNow } from '../../ui/now.ts';
import { createPaged } from '../../ui/paged.ts';
import { SearchInput } from '../../ui/SearchInput.tsx';
import { More } from './More.tsx';

type GroupFigures = inferRouterOutputs<AppRouter>['admin']['groups'][number];

/** That they are there and how much they are used: what is said in them is their members'. */
export function Groups() {
  const [text, setText] = createSignal('');
  const now = createNow();
  const groups = createPaged<string, GroupFigures>({
    query: createMemo(() => text().trim()),
    load: (wanted, known) => {
      const before = known.at(-1)?.createdAt;
      return ask((api) =>
        api.admin.groups.query({ text: wanted, ...(before === undefined ? {} : { before }) }),
      );
    },
    idOf: ({ id }) => id,
  });
  return (
    <>
      <SearchInput label="Search groups" placeholder="Name" value={text()} onInput={setText} />
      <More paged={groups}>
        <ul class="mt-3" aria-label="Groups">
          <For
            each={groups.found()}
            fallback={
              <Show when={groups.found()}>
                <li class="py-4 text-14 text-muted">No group fits that.</li>
              </Show>
            }
          >
            {(group) => (
              <li class="flex min-h-14 flex-wrap items-center gap-x-4 border-b border-line py-2 last:border-0">
                <p class="min-w-0 flex-1">
                  <span class="block truncate text-14 font-[550]">{group.name}</span>
                  <span class="block text-13 text-muted">
                    {group.visibility === 'public' ? 'Public' : 'Private'} · {plural(group.members, 'member')}{' '}
                    · {plural(group.messages, 'message')}
                  </span>
                </p>
                <p class="text-right text-13 text-muted">
                  {group.archivedAt ? 'Archived' : null}
                  <span class="block">
                    {group.lastMessageAt
                      ? `Last written in ${listTime(group.lastMessageAt, now())}`
                      : 'Empty'}
                  </span>
                </p>
              </li>
            )}
          </For>
        </ul>
      </More>
    </>
  );
}
