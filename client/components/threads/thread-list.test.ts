import { expect, test } from 'bun:test';
import { createRoot } from 'solid-js';
import type { Message } from '../../../protocol/chat.ts';
import { unavailable } from '../../../protocol/errors.ts';
import type { FollowedThreads } from '../../api/api.ts';
import { settle } from '../../fake-clock.ts';
import type { Stores } from '../../stores/contract.ts';
import { createThreadList } from './thread-list.ts';

const page = (id: string, next: string | null): FollowedThreads =>
  ({ threads: [{ root: { id } as Message }], next }) as unknown as FollowedThreads;

test('older threads that do not come are said, and can be asked for again', async () => {
  let isAway = true;
  const said: string[] = [];
  const stores = {
    threads: {
      version: () => 0,
      list: async (before?: unknown) => {
        if (before && isAway) throw unavailable('The connection was lost.');
        return before ? page('older', null) : page('newest', 'before');
      },
    },
    session: { connection: () => ({ state: 'open' }) },
    toasts: { show: (tone: string) => void said.push(tone) },
  } as unknown as Stores;
  const { list, leave } = createRoot((dispose) => ({ list: createThreadList(stores), leave: dispose }));
  await settle();
  const ids = () => list.shown()?.threads.map(({ root }) => root.id);
  await list.more().catch(() => undefined);
  expect([said, ids(), list.busy()]).toEqual([['problem'], ['newest'], false]);
  isAway = false;
  await list.more();
  expect([said, ids()]).toEqual([['problem'], ['newest', 'older']]);
  leave();
});
