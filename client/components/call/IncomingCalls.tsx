import { createEffect, createMemo, For, onCleanup, Show } from 'solid-js';
import { useStores } from '../../stores/context.tsx';
import { makeAttention } from './attention.ts';
import { sameKeys } from './carrier-choice.ts';
import { IncomingCallDialog } from './IncomingCallDialog.tsx';
import { makeRingTone } from './tones.ts';

/** Every call that rings for this person, stacked; one ring tone for all. */
export function IncomingCalls() {
  const { call, people, settings } = useStores();
  const ids = createMemo(() => call.incoming().map((incoming) => incoming.callId), [], { equals: sameKeys });
  /** A call is shown in any case; at do not disturb, or in a muted conversation, without a sound. */
  const rings = createMemo(
    () =>
      !settings.isQuiet() && call.incoming().some(({ conversationId }) => !settings.isMuted(conversationId)),
  );
  const caller = () => people.user(call.incoming()[0]?.from ?? '')?.name ?? 'Someone';
  createEffect(() => {
    if (!rings()) return;
    const tone = makeRingTone();
    onCleanup(() => tone.close());
  });
  createEffect(() => {
    if (!rings()) return;
    const attention = makeAttention(`${caller()} is calling`);
    onCleanup(() => attention.close());
  });
  return (
    <div class="incoming-calls">
      <For each={ids()}>
        {(id) => (
          <Show when={call.incoming().find((incoming) => incoming.callId === id)}>
            {(incoming) => <IncomingCallDialog incoming={incoming()} />}
          </Show>
        )}
      </For>
    </div>
  );
}
