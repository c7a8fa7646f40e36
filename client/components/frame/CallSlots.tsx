import { createMemo, lazy, Show, Suspense } from 'solid-js';
import { useStores } from '../../stores/context.tsx';

const CallLayer = lazy(async () => ({ default: (await import('../call/CallLayer.tsx')).CallLayer }));
const CallBar = lazy(async () => ({ default: (await import('../call/CallBar.tsx')).CallBar }));

/** The stage, the ringing dialog: their code comes with the first call or the first ring. */
export function CallLayerSlot() {
  const { call } = useStores();
  const wanted = createMemo(
    (before: boolean) => before || call.state().phase !== 'idle' || call.incoming().length > 0,
    false,
  );
  return (
    <Show when={wanted()}>
      <Suspense>
        <CallLayer />
      </Suspense>
    </Show>
  );
}

/** The call in progress, over the list wherever one goes; calls that run and can be joined. */
export function CallBarSlot(props: { conversationId?: string }) {
  const { call } = useStores();
  const wanted = createMemo(
    (before: boolean) => before || call.state().phase !== 'idle' || call.joinable().length > 0,
    false,
  );
  return (
    <Show when={wanted()}>
      <Suspense>
        <CallBar {...(props.conversationId === undefined ? {} : { conversationId: props.conversationId })} />
      </Suspense>
    </Show>
  );
}
