import { createSignal, For, onMount, Show } from 'solid-js';
import { ask } from '../api/pages.ts';
import { CallLine } from '../components/call/CallLine.tsx';
import type { RecentCall } from '../components/call/call-line.ts';
import { RunningCalls } from '../components/call/RunningCalls.tsx';
import { Page } from '../components/frame/Page.tsx';
import { Button } from '../ui/Button.tsx';
import { Empty } from '../ui/Empty.tsx';
import { Problem } from '../ui/Problem.tsx';
import { wordsFor } from '../ui/words.ts';
import '../styles/call.css';

/** Calls that run now, then those that were. */
export function Calls() {
  const [recent, setRecent] = createSignal<readonly RecentCall[]>();
  const [more, setMore] = createSignal(false);
  const [problem, setProblem] = createSignal<string | null>(null);
  const load = async () => {
    setProblem(null);
    try {
      const known = recent() ?? [];
      const before = known.at(-1)?.startedAt;
      const older = await ask((api) => api.calls.recent.query(before === undefined ? {} : { before }));
      setRecent([...known, ...older]);
      setMore(older.length > 0);
    } catch (error) {
      setProblem(wordsFor(error));
    }
  };
  onMount(() => void load());
  return (
    <Page title="Calls">
      <RunningCalls />
      <Problem text={problem()} />
      <Show when={recent()}>
        {(calls) => (
          <Show
            when={calls().length > 0}
            fallback={<Empty text="You have had no calls yet. Open a conversation and call from its top." />}
          >
            <h2 class="mb-2 text-13 font-[550] text-muted">Recent</h2>
            <ul class="calls-list">
              <For each={calls()}>{(call) => <CallLine call={call} />}</For>
            </ul>
            <Show when={more()}>
              <Button class="mt-4" onClick={() => void load()}>
                Show older calls
              </Button>
            </Show>
          </Show>
        )}
      </Show>
    </Page>
  );
}
