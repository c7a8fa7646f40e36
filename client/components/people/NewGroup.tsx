import { useNavigate } from '@solidjs/router';
import { createSignal } from 'solid-js';
import type { Visibility } from '../../../protocol/chat.ts';
import { MAX_GROUP_DESCRIPTION_LENGTH, MAX_NAME_LENGTH } from '../../../protocol/limits.ts';
import { useStores } from '../../stores/context.tsx';
import { createAction } from '../../ui/action.ts';
import { Choice } from '../../ui/Choice.tsx';
import { Field } from '../../ui/Field.tsx';
import { Form } from '../../ui/Form.tsx';
import { createChosen } from './chosen.ts';
import { ChosenPeople } from './ChosenPeople.tsx';
import { PeoplePicker } from './PeoplePicker.tsx';
import { WHO_MAY_JOIN } from './who-may-join.ts';

export function NewGroup() {
  const { conversations } = useStores();
  const navigate = useNavigate();
  const [name, setName] = createSignal('');
  const [description, setDescription] = createSignal('');
  const [visibility, setVisibility] = createSignal<Visibility>('private');
  const { chosen, toggle } = createChosen();
  const create = createAction(async () => {
    const id = await conversations.createGroup({
      name: name().trim(),
      description: description().trim(),
      visibility: visibility(),
      memberIds: chosen().map((user) => user.id),
    });
    navigate(`/c/${id}`);
  });
  return (
    <Form action={create} submit="Create group" disabled={name().trim() === ''} class="gap-6">
      <Field
        label="Group name"
        required
        maxLength={MAX_NAME_LENGTH}
        autocomplete="off"
        value={name()}
        onInput={(event) => setName(event.currentTarget.value)}
      />
      <Field
        label="Description"
        hint="What the group is for. You can leave it empty."
        maxLength={MAX_GROUP_DESCRIPTION_LENGTH}
        autocomplete="off"
        value={description()}
        onInput={(event) => setDescription(event.currentTarget.value)}
      />
      <Choice legend="Who may join" value={visibility()} onChoose={setVisibility} options={WHO_MAY_JOIN} />
      <fieldset class="flex flex-col gap-3">
        <legend class="mb-1.5 text-13 font-[550]">Members</legend>
        <ChosenPeople users={chosen()} onRemove={toggle} />
        <PeoplePicker chosen={chosen()} onPick={toggle} />
      </fieldset>
    </Form>
  );
}
