import { useNavigate } from '@solidjs/router';
import { createEffect, onCleanup } from 'solid-js';
import { useStores } from '../../stores/context.tsx';
import { countInTitle } from '../../ui/title.ts';
import { createUnreadConversations } from './unread.ts';

/** For who looks elsewhere: the count of what is unread, in the title and on the icon; and the way back from a notification. */
export function createAttention(): void {
  const { device } = useStores();
  const navigate = useNavigate();
  const unread = createUnreadConversations();
  const show = (count: number) => {
    countInTitle(count);
    device.setBadge(count);
  };
  createEffect(() => show(unread()));
  onCleanup(() => show(0));
  onCleanup(device.onOpen((path) => navigate(path)));
}
