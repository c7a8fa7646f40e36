import { A } from '@solidjs/router';
import { lazy, Show, Suspense } from 'solid-js';
import { MediaNote } from '../components/MediaNote.tsx';
import { Page } from '../components/frame/Page.tsx';
import { Notifications } from '../components/settings/Notifications.tsx';
import { OwnData } from '../components/settings/OwnData.tsx';
import { Password } from '../components/settings/Password.tsx';
import { Privacy } from '../components/settings/Privacy.tsx';
import { Profile } from '../components/settings/Profile.tsx';
import { Section } from '../components/settings/Section.tsx';
import { Sessions } from '../components/settings/Sessions.tsx';
import { SignOut } from '../components/settings/SignOut.tsx';
import { useStores } from '../stores/context.tsx';
import { Choice } from '../ui/Choice.tsx';

const DeviceSettings = lazy(async () => ({
  default: (await import('../components/call/DeviceSettings.tsx')).DeviceSettings,
}));

const Storage = lazy(async () => ({ default: (await import('../components/settings/Storage.tsx')).Storage }));

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
      <Section title="Notifications">
        <Notifications />
      </Section>
      <Section title="Privacy">
        <Privacy />
      </Section>
      <Section title="Sound and picture">
        <MediaNote />
        <Suspense>
          <DeviceSettings />
        </Suspense>
      </Section>
      <Section title="Storage">
        <Suspense>
          <Storage />
        </Suspense>
      </Section>
      <Show when={leads()}>
        <Section title="This server">
          <A href="/admin" class="button self-start" data-kind="plain">
            Look after this server
          </A>
        </Section>
      </Show>
      <Section title="Signed in on">
        <Sessions />
      </Section>
      <Section title="Password">
        <Password />
      </Section>
      <Section title="Your data">
        <OwnData />
      </Section>
      <Section title="Sign out">
        <SignOut />
      </Section>
      <p class="mt-12 text-12 text-muted">Parley {__PARLEY_VERSION__}</p>
    </Page>
  );
}
