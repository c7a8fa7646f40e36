import { createMemo, createSignal, For, Show } from 'solid-js';
import { ask } from '../../api/pages.ts';
import { createPaged } from '../../ui/paged.ts';
import { SearchInput } from '../../ui/SearchInput.tsx';
import { type GroupFigures, GroupLine } from './GroupLine.tsx';
import { More } from './More.tsx';

/** That they are there, how much they are used, and what can be done about them: what is said in them is their members'. */
export function Groups() {
  const [text, setText] = createSignal('');
  const groups = createPaged<string, GroupFigures>({
    query: createMemo(() => text().trim()),
    load: (wanted, known) => {
      const before = known.at(-1)?.createdAt;
      return ask((api) =>
        api.admin.groups.list.query({ text: wanted, ...(before === undefined ? {} : { before }) }),
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
                <li class="py-4 text-14 text-muted">
                  {text().trim() ? 'No group fits that.' : 'There is no group yet.'}
                </li>
              </Show>
            }
          >
            {(group) => <GroupLine group={group} onChanged={() => void groups.again()} />}
          </For>
        </ul>
      </More>
    </>
  );
}
