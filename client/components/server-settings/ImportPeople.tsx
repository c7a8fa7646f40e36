import { createMemo, createSignal, For, Show } from 'solid-js';
import type { ImportChoices, ImportedPerson } from '../../../protocol/imports.ts';
import { useStores } from '../../stores/context.tsx';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { plural } from '../../ui/format.ts';
import { PeoplePicker } from '../people/PeoplePicker.tsx';

const SHOWN_AT_FIRST = 8;

interface ImportPeopleProps {
  people: readonly ImportedPerson[];
  choices: ImportChoices;
  onChange: (choices: ImportChoices) => void;
}

/** Who everyone of the archive will be here. Who is not found gets an account that nobody can sign in to. */
export function ImportPeople(props: ImportPeopleProps) {
  const [all, setAll] = createSignal(false);
  const shown = createMemo(() => (all() ? props.people : props.people.slice(0, SHOWN_AT_FIRST)));
  return (
    <div>
      <ul aria-label="People of the archive">
        <For each={shown()}>
          {(person) => (
            <Line
              person={person}
              chosen={person.key in props.choices ? (props.choices[person.key] ?? null) : person.match}
              onChoose={(id) => props.onChange({ ...props.choices, [person.key]: id })}
            />
          )}
        </For>
      </ul>
      <Show when={!all() && props.people.length > SHOWN_AT_FIRST}>
        <Button kind="quiet" onClick={() => setAll(true)}>
          Show all {props.people.length}
        </Button>
      </Show>
    </div>
  );
}

interface LineProps {
  person: ImportedPerson;
  chosen: string | null;
  onChoose: (id: string | null) => void;
}

function Line(props: LineProps) {
  const { people, session } = useStores();
  const [open, setOpen] = createSignal(false);
  const choose = (id: string | null) => {
    props.onChoose(id);
    setOpen(false);
  };
  const isHere = () =>
    props.chosen === null ? 'A new account' : `Is ${people.user(props.chosen)?.name ?? 'someone'} here`;
  return (
    <li class="flex min-h-12 items-center gap-4 border-t border-line py-1.5">
      <p class="min-w-0 flex-1 text-14">
        <span class="block truncate">
          {props.person.name} <span class="text-muted">@{props.person.username}</span>
        </span>
        <span class="block truncate text-13 text-muted">
          {plural(props.person.messages, 'message')} · {isHere()}
        </span>
      </p>
      <Button kind="quiet" aria-label={`Change who ${props.person.name} is`} onClick={() => setOpen(true)}>
        Change
      </Button>
      <Show when={open()}>
        <Dialog title={`Who is ${props.person.name}?`} onClose={() => setOpen(false)}>
          <div class="flex flex-wrap gap-2">
            <Button onClick={() => choose(null)}>A new account</Button>
            <Button onClick={() => choose(session.me()?.id ?? null)}>Me</Button>
          </div>
          <PeoplePicker autofocus onPick={(user) => choose(user.id)} />
        </Dialog>
      </Show>
    </li>
  );
}
