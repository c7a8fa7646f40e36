import { createSignal, Show } from 'solid-js';
import type { Conversation, Visibility } from '../../../protocol/chat.ts';
import { MAX_GROUP_DESCRIPTION_LENGTH, MAX_NAME_LENGTH } from '../../../protocol/limits.ts';
import { useStores } from '../../stores/context.tsx';
import { createAction } from '../../ui/action.ts';
import { Dialog } from '../../ui/Dialog.tsx';
import { Choice } from '../../ui/Choice.tsx';
import { Field } from '../../ui/Field.tsx';
import { FormEnd } from '../../ui/FormEnd.tsx';
import { plural } from '../../ui/format.ts';
import { Problem } from '../../ui/Problem.tsx';
import { TextArea } from '../../ui/TextArea.tsx';
import { WHO_MAY_JOIN } from '../people/who-may-join.ts';
import { PictureChoice } from '../settings/PictureChoice.tsx';
import { createPicture, NOT_A_PICTURE } from '../settings/picture.ts';

const WARNINGS = {
  public: 'Anyone on this server will be able to find the group, join it and read everything in it.',
  private:
    'Nobody will find the group any more. Who is in it stays; others come in by being added or by a link.',
} as const satisfies Record<Visibility, string>;

export function EditGroup(props: { conversation: Conversation; onClose: () => void }) {
  const { conversations } = useStores();
  // oxlint-disable-next-line solid/reactivity -- the form begins with what is there
  const [name, setName] = createSignal(props.conversation.name);
  // oxlint-disable-next-line solid/reactivity -- as above
  const [description, setDescription] = createSignal(props.conversation.description);
  // oxlint-disable-next-line solid/reactivity -- as above
  const [visibility, setVisibility] = createSignal<Visibility>(props.conversation.visibility);
  const picture = createPicture();
  const save = createAction(async () => {
    const avatar = await picture.upload();
    await conversations.updateGroup(props.conversation.id, {
      name: name().trim(),
      description: description().trim(),
      visibility: visibility(),
      ...avatar,
    });
    props.onClose();
  }, NOT_A_PICTURE);
  return (
    <Dialog title="Edit group" onClose={() => props.onClose()}>
      <form class="flex flex-col gap-4" onSubmit={save.onSubmit}>
        <PictureChoice
          id={props.conversation.id}
          name={props.conversation.name}
          line={plural(props.conversation.members.length, 'member')}
          fileId={props.conversation.avatarFileId}
          picture={picture}
          label="Group picture"
          square
        />
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
        <WhoMayJoin value={visibility()} before={props.conversation.visibility} onChoose={setVisibility} />
        <Problem text={save.problem()} />
        <FormEnd action="Save" busy={save.busy()} onCancel={() => props.onClose()} />
      </form>
    </Dialog>
  );
}

interface WhoMayJoinProps {
  value: Visibility;
  before: Visibility;
  onChoose: (value: Visibility) => void;
}

function WhoMayJoin(props: WhoMayJoinProps) {
  return (
    <>
      <Choice
        legend="Who may join"
        value={props.value}
        onChoose={(value) => props.onChoose(value)}
        options={WHO_MAY_JOIN}
      />
      <Show when={props.value !== props.before}>
        <p role="status" class="text-13 text-warn-text">
          {WARNINGS[props.value]}
        </p>
      </Show>
    </>
  );
}
