import { useNavigate } from '@solidjs/router';
import { createSignal } from 'solid-js';
import { MAX_NAME_LENGTH, MAX_PASSWORD_LENGTH, MIN_PASSWORD_LENGTH } from '../../../protocol/limits.ts';
import { useStores } from '../../stores/context.tsx';
import { createAction } from '../../ui/action.ts';
import { Field } from '../../ui/Field.tsx';
import { Form } from '../../ui/Form.tsx';
import { PasswordField } from '../../ui/PasswordField.tsx';
import type { Words } from '../../ui/words.ts';

const WORDS: Words = {
  conflict: 'This username is taken. Choose another.',
  forbidden: 'New accounts need an invite link here. Ask whoever runs this server.',
  not_found: 'This link was used before, or it is too old. Ask for a new one.',
  invalid: `A username has 2 to 32 letters, digits, dots, dashes or underscores; a password at least ${MIN_PASSWORD_LENGTH} characters.`,
};
const USERNAME = '[A-Za-z0-9._\\-]{2,32}';

interface SignUpFormProps {
  /** The token of an owner or invite link. */
  invite?: string;
  /** The token of a link into a group. */
  groupInvite?: string;
  /** Where the new account goes first; `/` unless said. */
  onDone?: () => Promise<void>;
}

export function SignUpForm(props: SignUpFormProps) {
  const { session } = useStores();
  const navigate = useNavigate();
  const [username, setUsername] = createSignal('');
  const [name, setName] = createSignal('');
  const [password, setPassword] = createSignal('');
  const signUp = createAction(async () => {
    await session.signUp({
      username: username().trim().toLowerCase(),
      name: name().trim(),
      password: password(),
      ...(props.invite === undefined ? {} : { invite: props.invite }),
      ...(props.groupInvite === undefined ? {} : { groupInvite: props.groupInvite }),
    });
    if (props.onDone) await props.onDone();
    else navigate('/', { replace: true });
  }, WORDS);
  return (
    <Form action={signUp} submit="Create account" wide>
      <Field
        label="Username"
        hint="Small letters, digits, dots, dashes. Others find you by it."
        required
        autofocus
        pattern={USERNAME}
        minLength={2}
        maxLength={32}
        autocomplete="username"
        autocapitalize="none"
        spellcheck={false}
        value={username()}
        onInput={(event) => setUsername(event.currentTarget.value)}
      />
      <Field
        label="Name"
        hint="As others see you. You can change it later."
        required
        maxLength={MAX_NAME_LENGTH}
        autocomplete="name"
        value={name()}
        onInput={(event) => setName(event.currentTarget.value)}
      />
      <PasswordField
        label="Password"
        hint={`At least ${MIN_PASSWORD_LENGTH} characters.`}
        autocomplete="new-password"
        minLength={MIN_PASSWORD_LENGTH}
        maxLength={MAX_PASSWORD_LENGTH}
        value={password()}
        onInput={setPassword}
      />
    </Form>
  );
}
