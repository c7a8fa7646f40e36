import { createMemo, createSignal, For, Show } from 'solid-js';
import { ask } from '../../api/pages.ts';
import { createPaged } from '../../ui/paged.ts';
import { SearchInput } from '../../ui/SearchInput.tsx';
import { Select } from '../../ui/Select.tsx';
import { More } from './More.tsx';
import { type PersonFigures, PersonLine } from './PersonLine.tsx';

const KINDS = [
  { value: 'all', title: 'Everyone with an account' },
  { value: 'moderator', title: 'Moderators' },
  { value: 'suspended', title: 'Suspended' },
  { value: 'guest', title: 'Guests' },
] as const;
type Kind = (typeof KINDS)[number]['value'];

const FILTERS = {
  all: {},
  moderator: { role: 'moderator' },
  suspended: { suspended: true },
  guest: { role: 'guest' },
} as const satisfies Record<Kind, object>;

/** Who is here, and what can be done about it. */
export function People() {
  const [text, setText] = createSignal('');
  const [kind, setKind] = createSignal<Kind>('all');
  const query = createMemo(() => ({ text: text().trim(), ...FILTERS[kind()] }));
  const people = createPaged({
    query,
    load: (wanted, known: readonly PersonFigures[]) => {
      const last = known.at(-1);
      const before = last && { createdAt: last.createdAt, id: last.id };
      return ask((api) => api.admin.people.list.query({ ...wanted, ...(before ? { before } : {}) }));
    },
    idOf: ({ id }) => id,
  });
  return (
    <>
      <div class="mb-4 grid items-end gap-3 tablet:grid-cols-2">
        <SearchInput label="Search people" placeholder="Name or username" value={text()} onInput={setText} />
        <Select label="Show" value={kind()} options={KINDS} onChoose={setKind} />
      </div>
      <More paged={people}>
        <ul aria-label="People">
          <For
            each={people.found()}
            fallback={
              <Show when={people.found()}>
                <li class="py-4 text-14 text-muted">Nobody fits that.</li>
              </Show>
            }
          >
            {(person) => <PersonLine person={person} onChanged={() => void people.again()} />}
          </For>
        </ul>
      </More>
    </>
  );
}
