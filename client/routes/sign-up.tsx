import { A } from '@solidjs/router';
import { Match, Show, Switch } from 'solid-js';
import { Entrance } from '../components/entrance/Entrance.tsx';
import { SignUpForm } from '../components/entrance/SignUpForm.tsx';
import { useStores } from '../stores/context.tsx';

/** Where anyone may make an account. Elsewhere it says how one gets in. */
export function SignUp() {
  const { session } = useStores();
  return (
    <Switch>
      <Match when={session.server()?.needsOwner}>
        <Entrance
          title="This server is new"
          text="Its first account is the owner's. Open the link that the server printed when it started."
        >
          <Show when={session.server()?.registration === 'open'}>
            <details>
              <summary class="text-14 text-muted">Make an ordinary account first</summary>
              <div class="mt-6">
                <SignUpForm />
              </div>
            </details>
          </Show>
        </Entrance>
      </Match>
      <Match when={session.server()?.registration === 'open'}>
        <Entrance
          title="Create your account"
          text={`On ${window.location.hostname}. It needs no e-mail address.`}
        >
          <SignUpForm />
          <p class="mt-8 text-14 text-muted">
            You have one?{' '}
            <A href="/sign-in" class="text-link">
              Sign in
            </A>
          </p>
        </Entrance>
      </Match>
      <Match when={session.server()}>
        <Entrance
          title="By invitation"
          text="New accounts need an invite link here. Ask whoever runs this server."
        >
          <A href="/sign-in" class="button" data-kind="plain">
            Sign in
          </A>
        </Entrance>
      </Match>
    </Switch>
  );
}
