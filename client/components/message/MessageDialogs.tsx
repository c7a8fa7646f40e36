import { lazy, Match, Show, Suspense, Switch } from 'solid-js';
import { useDesk } from './desk.ts';
import { DeleteDialog } from './parts.ts';

const HistoryDialog = lazy(async () => ({
  default: (await import('./HistoryDialog.tsx')).HistoryDialog,
}));
const SeenDialog = lazy(async () => ({ default: (await import('./SeenDialog.tsx')).SeenDialog }));
const MessageSheet = lazy(async () => ({ default: (await import('./MessageSheet.tsx')).MessageSheet }));

/** What was asked of a message and needs a word more. */
export function MessageDialogs() {
  const desk = useDesk();
  const close = () => desk.ask(null);
  return (
    <Show when={desk.asked()} keyed>
      {(asked) => (
        <Suspense>
          <Switch>
            <Match when={asked.kind === 'delete'}>
              <DeleteDialog message={asked.message} onClose={close} />
            </Match>
            <Match when={asked.kind === 'history'}>
              <HistoryDialog message={asked.message} onClose={close} />
            </Match>
            <Match when={asked.kind === 'seen'}>
              <SeenDialog message={asked.message} onClose={close} />
            </Match>
            <Match when={asked.kind === 'sheet'}>
              <MessageSheet message={asked.message} onClose={close} />
            </Match>
          </Switch>
        </Suspense>
      )}
    </Show>
  );
}
