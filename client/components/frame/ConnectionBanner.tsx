import { createEffect, createMemo, createSignal, onCleanup, Show } from 'solid-js';
import { useStores } from '../../stores/context.tsx';
import { Button } from '../../ui/Button.tsx';

/** A blink of the connection is nobody's business. */
const PATIENCE_MS = 800;

/** Says what the connection does, where it does not simply work. */
export function ConnectionBanner() {
  const { session } = useStores();
  const lost = createLate(() => session.connection().state === 'reconnecting', PATIENCE_MS);
  const slow = createLate(() => session.connection().state === 'connecting', 4 * PATIENCE_MS);
  const closed = createMemo(() => {
    const connection = session.connection();
    return connection.state === 'closed' ? connection.reason : null;
  });
  return (
    <div role="status" class="contents">
      <Show when={lost()}>
        <p class="connection-banner">Reconnecting. Your messages will be sent.</p>
      </Show>
      <Show when={!lost() && slow()}>
        <p class="connection-banner">The server cannot be reached yet. What you write will be sent.</p>
      </Show>
      <Show when={closed() === 'versionMismatch'}>
        <div class="connection-banner">
          <span>Parley was updated on the server.</span>
          <Button kind="quiet" class="h-8 min-h-0" onClick={() => window.location.reload()}>
            Load again
          </Button>
        </div>
      </Show>
      <Show when={closed() === 'suspended'}>
        <p class="connection-banner">This account was suspended by a moderator.</p>
      </Show>
    </div>
  );
}

/** True once `is` has held for a while; false at once. */
function createLate(is: () => boolean, ms: number): () => boolean {
  const held = createMemo(is);
  const [late, setLate] = createSignal(false);
  createEffect(() => {
    if (!held()) return;
    const timer = setTimeout(() => setLate(true), ms);
    onCleanup(() => {
      clearTimeout(timer);
      setLate(false);
    });
  });
  return () => held() && late();
}
