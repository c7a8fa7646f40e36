import { useLocation } from '@solidjs/router';
import {
  createMemo,
  createSignal,
  type JSX,
  lazy,
  Match,
  on,
  createEffect,
  Suspense,
  Switch,
} from 'solid-js';
import { ConversationList } from '../conversations/ConversationList.tsx';
import { QuickSwitcher } from '../conversations/QuickSwitcher.tsx';
import { createAttention } from './attention.ts';
import { BottomBar } from './BottomBar.tsx';
import { CallBarSlot, CallLayerSlot } from './CallSlots.tsx';
import { ConnectionBanner } from './ConnectionBanner.tsx';
import { FrameContext } from './context.ts';
import { NewsAnnouncer } from './NewsAnnouncer.tsx';
import { layoutOf } from './places.ts';
import { Rail } from './Rail.tsx';

const PeopleList = lazy(async () => ({ default: (await import('../people/PeopleList.tsx')).PeopleList }));

/** What stands around every page of someone signed in. */
export function Frame(props: { children?: JSX.Element }) {
  const location = useLocation();
  const layout = createMemo(() => layoutOf(location.pathname));
  const [listOpen, setListOpen] = createSignal(false);
  createAttention();
  createEffect(
    on(
      () => location.pathname,
      () => setListOpen(false),
      { defer: true },
    ),
  );
  return (
    <FrameContext.Provider value={{ openList: () => setListOpen(true) }}>
      <div class="shell">
        <SkipLink />
        <ConnectionBanner />
        <div
          class="frame"
          data-page={layout().page}
          data-bar={layout().bar ? 'shown' : 'hidden'}
          data-list={listOpen() || layout().page === 'list' ? 'open' : 'closed'}
          onKeyDown={(event) => event.key === 'Escape' && setListOpen(false)}
        >
          <Rail place={layout().place} />
          <div class="frame-list">
            <CallBarSlot />
            <Suspense>
              <Switch fallback={<ConversationList />}>
                <Match when={layout().place === 'people'}>
                  <PeopleList />
                </Match>
              </Switch>
            </Suspense>
          </div>
          <button
            type="button"
            class="frame-scrim"
            aria-label="Close the list"
            tabindex={-1}
            onClick={() => setListOpen(false)}
          />
          <main id="main" class="frame-main" tabindex={-1}>
            <div class="flex min-h-0 min-w-0 flex-1 flex-col">
              <Suspense>{props.children}</Suspense>
            </div>
            <CallLayerSlot />
          </main>
          <BottomBar place={layout().place} />
          <QuickSwitcher />
        </div>
        <NewsAnnouncer />
      </div>
    </FrameContext.Provider>
  );
}

/** The first thing that the Tab key reaches: past the navigation and the list. */
function SkipLink() {
  return (
    <a
      href="#main"
      class="skip-link"
      onClick={(event) => {
        event.preventDefault();
        document.getElementById('main')?.focus();
      }}
    >
      Skip to the content
    </a>
  );
}
