import { createMemo, For, Show } from 'solid-js';
import { ask } from '../api/pages.ts';
import { systemClock } from '../clock.ts';
import { CallLine } from '../components/call/CallLine.tsx';
import { createRecentCalls } from '../components/call/recent-calls.ts';
import { RunningCalls } from '../components/call/RunningCalls.tsx';
import { Page } from '../components/frame/Page.tsx';
import { useStores } from '../stores/context.tsx';
import { Button } from '../ui/Button.tsx';
import { Empty } from '../ui/Empty.tsx';
import { Problem } from '../ui/Problem.tsx';
import { wordsFor } from '../ui/words.ts';
import '../styles/call.css';

/** Calls that run now, then those that were. */
export function Calls() {
  const { call, session } = useStores();
  const recent = createRecentCalls({
    read: (before) => ask((api) => api.calls.recent.query(before === undefined ? {} : { before })),
    isOnline: createMemo(() => session.connection().state === 'open'),
    running: createMemo(() => call.joinable().map(({ id }) => id)),
    clock: systemClock,
  });
  return (
    <Page title="Calls">
      <RunningCalls />
      <Show when={recent.problem()}>
        {(problem) => (
          <div class="mb-4 flex flex-col items-start gap-3">
            <Problem text={wordsFor(problem())} />
            <Button onClick={() => void recent.loadNewest()}>Try again</Button>
          </div>
        )}
      </Show>
      <Show when={recent.calls()}>
        {(calls) => (
          <Show
            when={calls().length > 0}
            fallback={<Empty text="You have had no calls yet. Open a conversation and call from its top." />}
          >
            <h2 class="mb-2 text-13 font-[550] text-muted">Recent</h2>
            <ul class="calls-list">
              <For each={calls()}>{(one) => <CallLine call={one} />}</For>
            </ul>
            <Show when={recent.hasMore()}>
              <Button class="mt-4" onClick={() => void recent.loadOlder()}>
                Show older calls
              </Button>
            </Show>
          </Show>
        )}
      </Show>
    </Page>
  );
}
