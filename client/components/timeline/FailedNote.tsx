import { useStores } from '../../stores/context.tsx';
import type { PendingMessage } from '../../stores/contract.ts';

/** The server refused it: the words stay, and it is the writer's choice what becomes of them. */
export function FailedNote(props: { pending: PendingMessage }) {
  const { conversations } = useStores();
  return (
    <p class="mt-1 flex flex-wrap items-center gap-x-3 text-13 text-danger-text">
      <span>{props.pending.problem ?? 'This was not sent.'}</span>
      <button type="button" class="text-action" onClick={() => conversations.retry(props.pending.clientId)}>
        Try again
      </button>
      <button type="button" class="text-action" onClick={() => conversations.discard(props.pending.clientId)}>
        Discard
      </button>
    </p>
  );
}
