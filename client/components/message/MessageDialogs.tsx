import { lazy, Match, Show, Suspense, Switch } from 'solid-js';
import { useStores } from '../../stores/context.tsx';
import { Confirm } from '../../ui/Confirm.tsx';
import { useDesk } from './desk.ts';

const HistoryDialog = lazy(async () => ({
  default: (await import('./HistoryDialog.tsx')).HistoryDialog,
}));
const SeenDialog = lazy(async () => ({ default: (await import('./SeenDialog.tsx')).SeenDialog }));
const MessageSheet = lazy(async () => ({ default: (await import('./MessageSheet.tsx')).MessageSheet }));

/** What was asked of a message and needs a word more. */
export function MessageDialogs() {
  const { conversations, session } = useStores();
  const desk = useDesk();
  const close = () => desk.ask(null);
  return (
    <Show when={desk.asked()} keyed>
      {(asked) => (
        <Suspense>
          <Switch>
            <Match when={asked.kind === 'delete'}>
              <Confirm
                title="Delete this message"
                text={
                  asked.message.senderId === session.me()?.id
                    ? 'It will be gone for everyone, with its files and reactions. That it was there stays visible.'
                    : 'It is somebody else’s. It will be gone for everyone, and that it was there stays visible.'
                }
                action="Delete"
                onConfirm={() => conversations.remove(asked.message)}
                onClose={close}
              />
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
