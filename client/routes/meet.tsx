import { A, Navigate } from '@solidjs/router';
import { createResource, Match, Show, Switch } from 'solid-js';
import { ask } from '../api/pages.ts';
import { Entrance } from '../components/entrance/Entrance.tsx';
import { Frame } from '../components/frame/Frame.tsx';
import { MeetProvider } from '../components/meet/context.tsx';
import { MeetPage, Terms } from '../components/meet/MeetPage.tsx';
import { StartForm } from '../components/meet/StartForm.tsx';
import { setPendingStart } from '../components/meet/start-wish.ts';
import { useStores } from '../stores/context.tsx';
import { createOpened } from '../ui/opened.ts';
import '../styles/call.css';
import '../styles/meet.css';

/** Members within their frame, guests with nothing around, who is neither becomes a guest where the server has them. */
export function MeetGate() {
  const { session } = useStores();
  return (
    <Switch>
      <Match when={session.me()?.role === 'guest'}>
        <main class="flex h-full flex-col">
          <Meet />
        </main>
      </Match>
      <Match when={session.me()}>
        <Frame>
          <Meet />
        </Frame>
      </Match>
      <Match when={session.me() === null && session.server()?.meet === 'everyone'}>
        <GuestEntrance />
      </Match>
      <Match when={session.me() === null && session.server()}>
        <Navigate href="/sign-in?to=%2Fmeet" />
      </Match>
    </Switch>
  );
}

/** From opening this page to leaving it. */
function Meet() {
  const { openMeet } = useStores();
  const meet = createOpened(openMeet);
  return (
    <Show when={meet()}>
      {(store) => (
        <MeetProvider meet={store()}>
          <MeetPage />
        </MeetProvider>
      )}
    </Show>
  );
}

function GuestEntrance() {
  const { session } = useStores();
  const [terms] = createResource(() => ask((api) => api.meet.conditions.query()));
  return (
    <Entrance
      title="Talk with a stranger"
      text="No account needed. Start, and you are with someone who likes what you like."
    >
      <StartForm
        name=""
        suggestions={[]}
        asksAge
        onStart={async (wish) => {
          setPendingStart(wish);
          await session.comeAsGuest(wish.name);
        }}
      >
        {/* Where it cannot be asked for now, it is told beside the texts and the picture. */}
        <Show when={terms.error === undefined && terms()}>{(known) => <Terms terms={known()} />}</Show>
        <p class="text-13 text-muted">You are a guest for a day.</p>
      </StartForm>
      <p class="mt-8 text-14 text-muted">
        Have an account?{' '}
        <A href="/sign-in?to=%2Fmeet" class="text-link">
          Sign in
        </A>
      </p>
    </Entrance>
  );
}
