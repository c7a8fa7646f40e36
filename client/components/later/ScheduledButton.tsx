import CalendarClock from 'lucide-solid/icons/calendar-clock';
import { createSignal, Show } from 'solid-js';
import { useStores } from '../../stores/context.tsx';
import { IconButton } from '../../ui/IconButton.tsx';
import { ScheduledSlot } from './ScheduledSlot.tsx';

/** Beside the list of conversations while something waits for its time, wherever that may be. */
export function ScheduledButton() {
  const { scheduled } = useStores();
  const [open, setOpen] = createSignal(false);
  const failed = () => scheduled.list().some(({ problem }) => problem !== null);
  return (
    <Show when={scheduled.list().length > 0}>
      <IconButton
        label={failed() ? 'Scheduled messages, one could not be sent' : 'Scheduled messages'}
        tip="left"
        classList={{ 'text-danger-text!': failed() }}
        onClick={() => setOpen(true)}
      >
        <CalendarClock size={18} />
      </IconButton>
      <ScheduledSlot open={open()} onClose={() => setOpen(false)} />
    </Show>
  );
}
