import { A, Navigate, useLocation, useParams } from '@solidjs/router';
import { createSignal, For, Match, Show, Switch } from 'solid-js';
import { DirectProvider } from '../components/direct/context.tsx';
import { DirectPage } from '../components/direct/DirectPage.tsx';
import { DirectStart } from '../components/direct/DirectStart.tsx';
import { roomOf } from '../components/direct/room-name.ts';
import { Entrance } from '../components/entrance/Entrance.tsx';
import { Frame } from '../components/frame/Frame.tsx';
import { missingForDirect } from '../direct/support.ts';
import { useStores } from '../stores/context.tsx';
import { createAction } from '../ui/action.ts';
import { Button } from '../ui/Button.tsx';
import { createOpened } from '../ui/opened.ts';
import { Problem } from '../ui/Problem.tsx';
import { ShownName } from '../ui/ShownName.tsx';
import '../styles/direct.css';

/** Members within their frame, guests with nothing around, who is neither becomes a guest where the server has them. */
export function DirectGate() {
  const { session } = useStores();
  const location = useLocation();
  const signIn = () => `/sign-in?to=${encodeURIComponent(location.pathname)}`;
  const missing = missingForDirect();
  return (
    <Switch>
      <Match when={missing.length > 0}>
        <Unable missing={missing} />
      </Match>
      <Match when={session.me()?.role === 'guest'}>
        <main class="flex h-full flex-col">
          <Place />
        </main>
      </Match>
      <Match when={session.me()}>
        <Frame>
          <Place />
        </Frame>
      </Match>
      <Match when={session.me() === null && session.server()?.meet === 'everyone'}>
        <GuestEntrance signIn={signIn()} />
      </Match>
      <Match when={session.me() === null && session.server()}>
        <Navigate href={signIn()} />
      </Match>
    </Switch>
  );
}

function Place() {
  const params = useParams<{ room?: string }>();
  return (
    <Show when={params.room} keyed fallback={<DirectStart />}>
      {(room) => <Room room={roomOf(room)} />}
    </Show>
  );
}

/** From opening this page to leaving it. */
function Room(props: { room: string }) {
  const { openDirectRoom } = useStores();
  // oxlint-disable-next-line solid/reactivity -- another room is another element.
  const direct = createOpened(() => openDirectRoom(props.room));
  return (
    <Show when={direct()}>
      {(store) => (
        <DirectProvider value={store()}>
          <DirectPage room={props.room} />
        </DirectProvider>
      )}
    </Show>
  );
}

function GuestEntrance(props: { signIn: string }) {
  const { session } = useStores();
  const [name, setName] = createSignal('');
  const enter = createAction(() => session.comeAsGuest(name().trim()));
  return (
    <Entrance
      title="Talk off the record"
      text="No account needed. What you say goes from browser to browser, and the server keeps nothing of it."
    >
      <form class="flex flex-col gap-5" onSubmit={enter.onSubmit}>
        <ShownName value={name()} onInput={setName} />
        <Problem text={enter.problem()} />
        <Button kind="primary" type="submit" busy={enter.busy()}>
          Enter
        </Button>
      </form>
      <p class="mt-8 text-14 text-muted">
        Have an account?{' '}
        <A href={props.signIn} class="text-link">
          Sign in
        </A>
      </p>
    </Entrance>
  );
}

/** In place of a room that could not work. */
function Unable(props: { missing: readonly string[] }) {
  return (
    <Entrance
      title="Not in this browser"
      text="To talk off the record, browsers have to reach each other. This one lacks:"
    >
      <ul class="flex list-disc flex-col gap-2 pl-5 text-15">
        <For each={props.missing}>{(what) => <li>{what}</li>}</For>
      </ul>
      <p class="mt-6 text-14">
        <A href="/" class="text-link">
          Back to Parley
        </A>
      </p>
    </Entrance>
  );
}
