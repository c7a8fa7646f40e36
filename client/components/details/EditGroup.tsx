import { createSignal } from 'solid-js';
import type { Conversation } from '../../../protocol/chat.ts';
import { MAX_GROUP_DESCRIPTION_LENGTH, MAX_NAME_LENGTH } from '../../../protocol/limits.ts';
import { useStores } from '../../stores/context.tsx';
import { Button } from '../../ui/Button.tsx';
import { createAction } from '../../ui/action.ts';
import { Dialog } from '../../ui/Dialog.tsx';
import { Field } from '../../ui/Field.tsx';
import { Problem } from '../../ui/Problem.tsx';
import { TextArea } from '../../ui/TextArea.tsx';

export function EditGroup(props: { conversation: Conversation; onClose: () => void }) {
  const { conversations } = useStores();
  // oxlint-disable-next-line solid/reactivity -- the form begins with what is there
  const [name, setName] = createSignal(props.conversation.name);
  // oxlint-disable-next-line solid/reactivity -- as above
  const [description, setDescription] = createSignal(props.conversation.description);
  const save = createAction(async () => {
    await conversations.updateGroup(props.conversation.id, {
      name: name().trim(),
      description: description().trim(),
    });
    props.onClose();
  });
  return (
    <Dialog title="Edit group" onClose={() => props.onClose()}>
      <form class="flex flex-col gap-4" onSubmit={save.onSubmit}>
        <Field
          label="Group name"
          required
          autofocus
          maxLength={MAX_NAME_LENGTH}
          value={name()}
          onInput={(event) => setName(event.currentTarget.value)}
        />
        <TextArea
          label="Description"
          rows={3}
          maxLength={MAX_GROUP_DESCRIPTION_LENGTH}
          value={description()}
          onInput={(event) => setDescription(event.currentTarget.value)}
        />
        <Problem text={save.problem()} />
        <div class="flex justify-end gap-2">
          <Button kind="quiet" onClick={() => props.onClose()}>
            Cancel
          </Button>
          <Button kind="primary" type="submit" busy={save.busy()}>
            Save
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
