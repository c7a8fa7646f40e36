import { createMemo, For, Show } from 'solid-js';
import { useStores } from '../../stores/context.tsx';
import { namesLine } from '../../ui/format.ts';
import { problemWords } from './call-words.ts';
import { localOf } from './tiles.ts';

/** What one has to know now, above the tiles: never over a face. */
export function StageNotices() {
  const { call, session } = useStores();
  const reconnecting = () => {
    const state = call.state();
    const lost = state.phase === 'active' && state.connection === 'reconnecting';
    return lost || session.connection().state === 'reconnecting';
  };
  const problems = createMemo(() => {
    const local = localOf(call.state());
    if (!local) return [];
    return (['microphone', 'camera'] as const).flatMap((device) => {
      const { problem } = local[device];
      return problem ? [problemWords(device, problem)] : [];
    });
  });
  return (
    <div class="call-notices" role="status" aria-live="polite">
      <Show when={reconnecting()}>
        <p class="call-notice" data-tone="warn">
          Reconnecting. The call goes on where it can.
        </p>
      </Show>
      <Show when={localOf(call.state())?.screen.on}>
        <p class="call-notice">You are sharing your screen.</p>
      </Show>
      <For each={problems()}>
        {(sentence) => (
          <p class="call-notice" data-tone="warn">
            {sentence}
          </p>
        )}
      </For>
      <Ringing />
    </div>
  );
}

function Ringing() {
  const { call, people } = useStores();
  const names = () => {
    const state = call.state();
    if (state.phase !== 'ringing' && state.phase !== 'active') return [];
    return state.call.ringing.map((id) => people.user(id)?.name ?? 'Someone');
  };
  return (
    <>
      <Show when={call.state().phase === 'starting'}>
        <p class="call-notice">Starting…</p>
      </Show>
      <Show when={names().length > 0}>
        <p class="call-notice">Ringing {namesLine(names())}…</p>
      </Show>
    </>
  );
}
