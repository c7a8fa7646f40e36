import { A, Navigate, useNavigate, useSearchParams } from '@solidjs/router';
import { createSignal, Show } from 'solid-js';
import { Entrance } from '../components/entrance/Entrance.tsx';
import { useStores } from '../stores/context.tsx';
import { createAction } from '../ui/action.ts';
import { Field } from '../ui/Field.tsx';
import { Form } from '../ui/Form.tsx';
import { PasswordField } from '../ui/PasswordField.tsx';

const WRONG = 'Username and password do not go together. Check both.';

export function SignIn() {
  const { session } = useStores();
  const navigate = useNavigate();
  const [search] = useSearchParams<{ to?: string }>();
  const [username, setUsername] = createSignal('');
  const [password, setPassword] = createSignal('');
  const signIn = createAction(
    async () => {
      await session.signIn({ username: username().trim(), password: password() });
      navigate(placeOf(search.to), { replace: true });
    },
    { unauthenticated: WRONG, invalid: WRONG, forbidden: 'This account was suspended by a moderator.' },
  );
  return (
    <Show when={!session.server()?.needsOwner} fallback={<Navigate href="/sign-up" />}>
      <Entrance title="Sign in" text={`Your account on ${window.location.hostname}.`}>
        <Form action={signIn} submit="Sign in" wide>
          <Field
            label="Username"
            required
            autofocus
            autocomplete="username"
            autocapitalize="none"
            spellcheck={false}
            value={username()}
            onInput={(event) => setUsername(event.currentTarget.value)}
          />
          <PasswordField
            label="Password"
            autocomplete="current-password"
            value={password()}
            onInput={setPassword}
          />
        </Form>
        <Show when={session.server()?.registration === 'open'}>
          <p class="mt-8 text-14 text-muted">
            No account yet?{' '}
            <A href="/sign-up" class="text-link">
              Create one
            </A>
          </p>
        </Show>
        <Show when={session.server()?.meet === 'everyone'}>
          <p class="mt-4 text-14 text-muted">
            No need for one?{' '}
            <A href="/meet" class="text-link">
              Meet a stranger
            </A>
          </p>
        </Show>
      </Entrance>
    </Show>
  );
}

/** Back to where one was stopped, never to another site. */
function placeOf(to: string | undefined): string {
  return to && /^\/(?![/\\])/.test(to) ? to : '/';
}
