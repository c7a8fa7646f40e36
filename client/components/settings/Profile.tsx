import { createMemo, createSignal } from 'solid-js';
import type { User } from '../../../protocol/chat.ts';
import { MAX_NAME_LENGTH, MAX_STATUS_LENGTH } from '../../../protocol/limits.ts';
import { useStores } from '../../stores/context.tsx';
import { createAction } from '../../ui/action.ts';
import { Field } from '../../ui/Field.tsx';
import { Form } from '../../ui/Form.tsx';
import { PictureChoice } from './PictureChoice.tsx';
import { createPicture, NOT_A_PICTURE } from './picture.ts';

/** What others see of me: picture, name, status, saved together. */
export function Profile(props: { me: User }) {
  const { session, toasts } = useStores();
  const picture = createPicture();
  const [name, setName] = createSignal<string | null>(null);
  const [status, setStatus] = createSignal<string | null>(null);
  const shownName = () => name() ?? props.me.name;
  const shownStatus = () => status() ?? props.me.status;
  const changed = createMemo(
    () =>
      picture.state().kind !== 'kept' || shownName() !== props.me.name || shownStatus() !== props.me.status,
  );
  const save = createAction(async () => {
    const avatar = await picture.upload();
    await session.updateProfile({ name: shownName().trim(), status: shownStatus().trim(), ...avatar });
    picture.reset();
    setName(null);
    setStatus(null);
    toasts.show('info', 'Your profile is saved.');
  }, NOT_A_PICTURE);
  return (
    <Form action={save} submit="Save profile" disabled={!changed() || shownName().trim() === ''}>
      <PictureChoice
        id={props.me.id}
        name={props.me.name}
        line={`@${props.me.username}`}
        fileId={props.me.avatarFileId}
        picture={picture}
        label="Profile picture"
      />
      <Field
        label="Name"
        required
        maxLength={MAX_NAME_LENGTH}
        autocomplete="name"
        value={shownName()}
        onInput={(event) => setName(event.currentTarget.value)}
      />
      <Field
        label="Status"
        hint="A line that others see beside your name."
        maxLength={MAX_STATUS_LENGTH}
        autocomplete="off"
        value={shownStatus()}
        onInput={(event) => setStatus(event.currentTarget.value)}
      />
    </Form>
  );
}
