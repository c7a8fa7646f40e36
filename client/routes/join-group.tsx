import { A, useNavigate, useParams } from '@solidjs/router';
import { createResource, Match, Show, Switch } from 'solid-js';
import { ask } from '../api/pages.ts';
import { Entrance } from '../components/entrance/Entrance.tsx';
import { SignUpForm } from '../components/entrance/SignUpForm.tsx';
import { useStores } from '../stores/context.tsx';
import { Avatar } from '../ui/Avatar.tsx';
import { Button } from '../ui/Button.tsx';
import { createAction } from '../ui/action.ts';
import { plural } from '../ui/format.ts';
import { Problem } from '../ui/Problem.tsx';
import { wordsFor } from '../ui/words.ts';

const TOO_OLD = 'This link was revoked, used up, or it is too old. Ask for a new one.';

interface Invitation {
  id: string;
  name: string;
  description: string;
  memberCount: number;
  isArchived: boolean;
  isMember: boolean;
  maySignUp: boolean;
}

/** Opened by a link into a group, by members of the server and by newcomers. */
export function JoinGroup() {
  const { session } = useStores();
  const params = useParams<{ token: string }>();
  const [invitation] = createResource(
    () => session.me() !== undefined && params.token,
    (token) => ask((api) => api.groups.invitation.query({ token })),
  );
  return (
    <Switch>
      <Match when={invitation.error}>
        <Entrance title="This link leads nowhere" text={wordsFor(invitation.error, { not_found: TOO_OLD })}>
          <A href="/" class="button" data-kind="plain">
            To Parley
          </A>
        </Entrance>
      </Match>
      <Match when={invitation.latest}>
        {(group) => (
          <Entrance title={`Come into ${group().name}`} text={whereOf(group())}>
            <Show when={session.me()} fallback={<Newcomer group={group()} token={params.token} />}>
              <Joining group={group()} token={params.token} />
            </Show>
          </Entrance>
        )}
      </Match>
    </Switch>
  );
}

function whereOf({ memberCount, description }: Invitation): string {
  const where = `A group of ${plural(memberCount, 'member')} on ${window.location.hostname}.`;
  return description === '' ? where : `${where} ${description}`;
}

/** The account is there; what is left is to come in. */
function createJoining(token: () => string) {
  const { conversations } = useStores();
  const navigate = useNavigate();
  return async () => {
    const id = await conversations.joinByInvite(token());
    navigate(`/c/${id}`, { replace: true });
  };
}

function Joining(props: { group: Invitation; token: string }) {
  const enter = createJoining(() => props.token);
  const join = createAction(enter, { not_found: TOO_OLD });
  return (
    <div class="flex flex-col items-start gap-5">
      <Avatar id={props.group.id} name={props.group.name} fileId={null} size={72} square />
      <Show
        when={!props.group.isMember}
        fallback={
          <A href={`/c/${props.group.id}`} class="button" data-kind="primary">
            You are in it: open
          </A>
        }
      >
        <Show
          when={!props.group.isArchived}
          fallback={<p class="text-14 text-muted">It is archived: nobody can come in.</p>}
        >
          <Problem text={join.problem()} />
          <Button kind="primary" busy={join.busy()} onClick={() => void join.run()}>
            Join
          </Button>
        </Show>
      </Show>
    </div>
  );
}

function Newcomer(props: { group: Invitation; token: string }) {
  const enter = createJoining(() => props.token);
  const signIn = () => `/sign-in?to=${encodeURIComponent(`/join/g/${props.token}`)}`;
  return (
    <>
      <Show
        when={props.group.maySignUp && !props.group.isArchived}
        fallback={
          <p class="text-14 text-muted">
            You need an account here first. Ask whoever sent you the link for an invite to this server.
          </p>
        }
      >
        <SignUpForm groupInvite={props.token} onDone={enter} />
      </Show>
      <p class="mt-8 text-14 text-muted">
        You have an account?{' '}
        <A href={signIn()} class="text-link">
          Sign in
        </A>
      </p>
    </>
  );
}
