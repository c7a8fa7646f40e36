import { For, Show } from 'solid-js';
import { useStores } from '../../stores/context.tsx';
import { JoinBar } from './CallBar.tsx';

export function RunningCalls() {
  const { call } = useStores();
  const running = () => call.joinable().map((live) => live.id);
  return (
    <Show when={running().length > 0}>
      <section class="calls-running" aria-label="Running calls">
        <h2 class="mb-2 text-13 font-[550] text-muted">Running now</h2>
        <For each={running()}>{(id) => <JoinBar callId={id} named />}</For>
      </section>
    </Show>
  );
}
