import { createSignal } from 'solid-js';
import { MAX_PASSWORD_LENGTH, MIN_PASSWORD_LENGTH } from '../../../protocol/limits.ts';
import { ask } from '../../api/pages.ts';
import { useStores } from '../../stores/context.tsx';
import { createAction } from '../../ui/action.ts';
import { Field } from '../../ui/Field.tsx';
import { Form } from '../../ui/Form.tsx';

export function Password() {
  const { session, toasts } = useStores();
  const [current, setCurrent] = createSignal('');
  const [next, setNext] = createSignal('');
  const change = createAction(
    async () => {
      await ask((api) => api.auth.changePassword.mutate({ current: current(), next: next() }));
      setCurrent('');
      setNext('');
      toasts.show('info', 'Your password is changed. Other devices are signed out.');
    },
    {
      invalid: `A password has at least ${MIN_PASSWORD_LENGTH} characters.`,
      unauthenticated: 'The current password is another one.',
      forbidden: 'The current password is another one.',
    },
  );
  return (
    <Form action={change} submit="Change password" kind="plain" disabled={current() === '' || next() === ''}>
      {/* Password managers want to know whose password it is. */}
      <input type="text" hidden autocomplete="username" value={session.me()?.username ?? ''} />
      <Field
        label="Current password"
        type="password"
        required
        autocomplete="current-password"
        value={current()}
        onInput={(event) => setCurrent(event.currentTarget.value)}
      />
      <Field
        label="New password"
        type="password"
        required
        minLength={MIN_PASSWORD_LENGTH}
        maxLength={MAX_PASSWORD_LENGTH}
        autocomplete="new-password"
        hint={`At least ${MIN_PASSWORD_LENGTH} characters. All other devices are signed out.`}
        value={next()}
        onInput={(event) => setNext(event.currentTarget.value)}
      />
    </Form>
  );
}
