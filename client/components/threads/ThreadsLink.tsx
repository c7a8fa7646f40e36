import { A, useLocation } from '@solidjs/router';
import MessagesSquare from 'lucide-solid/icons/messages-square';
import { useStores } from '../../stores/context.tsx';
import { Count } from '../../ui/Count.tsx';

/** Above the conversations: leads to my threads. */
export function ThreadsLink() {
  const { threads } = useStores();
  const location = useLocation();
  return (
    <A
      href="/threads"
      class="conversation-row ring-inset mb-1 min-h-11"
      aria-current={location.pathname === '/threads' ? 'page' : undefined}
      data-roving
    >
      <span class="grid w-10 flex-none place-items-center text-muted">
        <MessagesSquare size={19} />
      </span>
      <span
        class="min-w-0 flex-1 truncate text-14"
        classList={{ 'font-semibold': threads.unread() > 0, 'font-[550]': threads.unread() === 0 }}
      >
        Threads
      </span>
      <Count of={threads.unread()} label="unread" />
    </A>
  );
}
