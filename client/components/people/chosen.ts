import { createSignal } from 'solid-js';
import type { User } from '../../../protocol/chat.ts';

/** People picked one by one; picking someone again takes them out. */
export function createChosen() {
  const [chosen, setChosen] = createSignal<User[]>([]);
  const drop = (user: User) => setChosen((now) => now.filter((one) => one.id !== user.id));
  const toggle = (user: User) =>
    chosen().some((one) => one.id === user.id) ? drop(user) : setChosen((now) => [...now, user]);
  return { chosen, toggle, drop };
}
