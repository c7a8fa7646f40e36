import { type JSX, lazy, Show, Suspense } from 'solid-js';
import { MediaNote } from '../components/MediaNote.tsx';
import { Page } from '../components/frame/Page.tsx';
import { Invites } from '../components/settings/Invites.tsx';
import { Password } from '../components/settings/Password.tsx';
import { Profile } from '../components/settings/Profile.tsx';
import { Sessions } from '../components/settings/Sessions.tsx';
import { SignOut } from '../components/settings/SignOut.tsx';
import { useStores } from '../stores/context.tsx';
import { Choice } from '../ui/Choice.tsx';

const DeviceSettings = lazy(async () => ({
  default: (await import('../components/call/DeviceSettings.tsx')).DeviceSettings,
}));

export function Settings() {
  const { session, theme } = useStores();
  const leads = () => ['owner', 'moderator'].includes(session.me()?.role ?? '');
  return (
    <Page title="Settings">
      <Show when={session.me()}>{(me) => <Profile me={me()} />}</Show>
      <Section title="Appearance">
        <Choice
          legend="Theme"
          value={theme.choice()}
          onChoose={(choice) => theme.choose(choice)}
          options={[
            { value: 'system', title: 'As the system' },
            { value: 'light', title: 'Light' },
            { value: 'dark', title: 'Dark' },
          ]}
        />
      </Section>
      <Section title="Sound and picture">
        <MediaNote />
        <Suspense>
          <DeviceSettings />
        </Suspense>
      </Section>
      <Show when={leads()}>
        <Section title="Invite links">
          <Invites />
        </Section>
      </Show>
      <Section title="Signed in on">
        <Sessions />
      </Section>
      <Section title="Password">
        <Password />
      </Section>
      <Section title="Sign out">
        <SignOut />
      </Section>
      <p class="mt-12 text-12 text-muted">Parley {__PARLEY_VERSION__}</p>
    </Page>
  );
}

function Section(props: { title: string; children: JSX.Element }) {
  return (
    <section class="mt-10 flex flex-col gap-4 border-t border-line pt-6">
      <h2 class="text-18 font-semibold tracking-tight">{props.title}</h2>
      {props.children}
    </section>
  );
}
