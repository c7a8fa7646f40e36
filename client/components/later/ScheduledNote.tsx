import CalendarClock from 'lucide-solid/icons/calendar-clock';
import { createMemo, createSignal, Show } from 'solid-js';
import { useStores } from '../../stores/context.tsx';
import { plural, whenOf } from '../../ui/format.ts';
import { createNow } from '../../ui/now.ts';
import { ScheduledSlot } from './ScheduledSlot.tsx';

/** Above the composer: what goes out from here later, or should have. */
export function ScheduledNote(props: { conversationId: string }) {
  const { scheduled } = useStores();
  const [open, setOpen] = createSignal(false);
  const now = createNow();
  const here = createMemo(() =>
    scheduled.list().filter((one) => one.conversationId === props.conversationId),
  );
  const failed = () => here().filter(({ problem }) => problem !== null).length;
  const words = () => {
    if (failed() > 0) return `${plural(failed(), 'message')} could not be sent at the time.`;
    const next = here()[0];
    const when = next ? whenOf(next.dueAt, now()) : '';
    return here().length === 1
      ? `A message goes out ${when}.`
      : `${here().length} messages go out later, the next ${when}.`;
  };
  return (
    <Show when={here().length > 0}>
      <p
        class="flex min-h-7 items-center gap-2 px-3 text-12"
        classList={{ 'text-danger-text': failed() > 0, 'text-muted': failed() === 0 }}
        role="status"
      >
        <CalendarClock size={14} class="flex-none" />
        <span class="min-w-0 truncate">{words()}</span>
        <button type="button" class="text-action flex-none" onClick={() => setOpen(true)}>
          Show
        </button>
      </p>
      <ScheduledSlot open={open()} onClose={() => setOpen(false)} />
    </Show>
  );
}
