import { A } from '@solidjs/router';
import { For, Suspense } from 'solid-js';
import { Page } from '../components/frame/Page.tsx';
import { sectionsFor } from '../components/server-settings/sections.ts';
import { Section } from '../components/settings/Section.tsx';
import { useStores } from '../stores/context.tsx';
import { Empty } from '../ui/Empty.tsx';

/** For who looks after this server. */
export function ServerSettings() {
  const { session } = useStores();
  return (
    <Page title="This server" back="/settings">
      <For
        each={sectionsFor(session.me()?.role)}
        fallback={
          <Empty text="This page is for the owner and the moderators of this server.">
            <A href="/settings" class="button" data-kind="plain">
              To your settings
            </A>
          </Empty>
        }
      >
        {({ title, Content }) => (
          <Section title={title}>
            <Suspense>
              <Content />
            </Suspense>
          </Section>
        )}
      </For>
    </Page>
  );
}
