import { lazy, Show, Suspense } from 'solid-js';
import { Portal } from 'solid-js/web';

const ScheduledDialog = lazy(async () => ({
  default: (await import('./ScheduledDialog.tsx')).ScheduledDialog,
}));

/** Fetched when it is asked for. */
export function ScheduledSlot(props: { open: boolean; onClose: () => void }) {
  return (
    <Show when={props.open}>
      <Portal>
        <Suspense>
          <ScheduledDialog onClose={() => props.onClose()} />
        </Suspense>
      </Portal>
    </Show>
  );
}
