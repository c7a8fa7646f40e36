import { A, useParams } from '@solidjs/router';
import { Show } from 'solid-js';
import { Entrance } from '../components/entrance/Entrance.tsx';
import { SignUpForm } from '../components/entrance/SignUpForm.tsx';
import { useStores } from '../stores/context.tsx';

/** Opened by the owner's link or an invite link. */
export function Join() {
  const { session } = useStores();
  const params = useParams<{ token: string }>();
  return (
    <Show
      when={!session.me()}
      fallback={
        <Entrance title="You are signed in" text="An invite link is for people who have no account here yet.">
          <A href="/" class="button" data-kind="primary">
            To your conversations
          </A>
        </Entrance>
      }
    >
      <Entrance
        title={session.server()?.needsOwner ? 'Make this server yours' : 'You are invited'}
        text={
          session.server()?.needsOwner
            ? 'This first account owns the server: it invites people and looks after it.'
            : `Create your account on ${window.location.hostname}. It needs no e-mail address.`
        }
      >
        <SignUpForm invite={params.token} />
        <p class="mt-8 text-14 text-muted">
          You have an account?{' '}
          <A href="/sign-in" class="text-link">
            Sign in
          </A>
        </p>
      </Entrance>
    </Show>
  );
}
