import { A, useParams } from '@solidjs/router';
import { createEffect, For, Show, Suspense } from 'solid-js';
import { Dynamic } from 'solid-js/web';
import { ADMIN_VIEWS } from '../components/admin/views.ts';
import { Page } from '../components/frame/Page.tsx';
import { useStores } from '../stores/context.tsx';
import { Empty } from '../ui/Empty.tsx';
import '../styles/admin.css';

/** For who looks after this server. */
export function Admin() {
  const { session } = useStores();
  const params = useParams<{ view?: string }>();
  const role = () => session.me()?.role;
  const view = () => ADMIN_VIEWS.find(({ path }) => path === (params.view ?? '')) ?? ADMIN_VIEWS[0];
  return (
    <Page title="This server" back="/settings" wide>
      <Show
        when={role() === 'owner' || role() === 'moderator'}
        fallback={
          <Empty text="This page is for the owner and the moderators of this server.">
            <A href="/settings" class="button" data-kind="plain">
              To your settings
            </A>
          </Empty>
        }
      >
        <Views current={view()?.path} />
        <div>
          <Suspense>
            <Dynamic component={view()?.Content} />
          </Suspense>
        </div>
      </Show>
    </Page>
  );
}

/** Where they do not all fit, the one that is open is in view. */
function Views(props: { current: string | undefined }) {
  let nav!: HTMLElement;
  createEffect(() => {
    const link = nav.querySelector(`[data-view="${props.current ?? ''}"]`);
    link?.scrollIntoView({ block: 'nearest', inline: 'center' });
  });
  return (
    <nav ref={nav} class="admin-nav" aria-label="This server">
      <For each={ADMIN_VIEWS}>
        {({ path, title }) => (
          <A
            href={path === '' ? '/admin' : `/admin/${path}`}
            class="admin-link"
            data-view={path}
            aria-current={props.current === path ? 'page' : undefined}
          >
            {title}
          </A>
        )}
      </For>
    </nav>
  );
}
