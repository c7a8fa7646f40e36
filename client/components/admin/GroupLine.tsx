import type { inferRouterOutputs } from '@trpc/server';
import MoreHorizontal from 'lucide-solid/icons/ellipsis';
import { createSignal, Show } from 'solid-js';
import { standsAbove } from '../../../protocol/rank.ts';
import type { AppRouter } from '../../../server/trpc/router.ts';
import { useStores } from '../../stores/context.tsx';
import { listTime, plural } from '../../ui/format.ts';
import { Menu, MenuItem } from '../../ui/Menu.tsx';
import { createNow } from '../../ui/now.ts';
import { GroupOrder, type OrderKind } from './GroupOrder.tsx';

export type GroupFigures = inferRouterOutputs<AppRouter>['admin']['groups']['list'][number];

/** A group, and what may be done about it. */
export function GroupLine(props: { group: GroupFigures; onChanged: () => void }) {
  const { session } = useStores();
  const now = createNow();
  const mayAct = () => {
    const role = session.me()?.role ?? 'guest';
    return role === 'owner' || !props.group.owner || standsAbove(role, props.group.owner.role);
  };
  return (
    <li class="flex min-h-14 items-center gap-3 border-b border-line py-2 last:border-0">
      <div class="flex min-w-0 flex-1 flex-wrap items-center gap-x-4">
        <p class="min-w-0 flex-1">
          <span class="block truncate text-14 font-[550]">{props.group.name}</span>
          <span class="block text-13 text-muted">
            {props.group.visibility === 'public' ? 'Public' : 'Private'} ·{' '}
            {plural(props.group.members, 'member')} · {plural(props.group.messages, 'message')}
          </span>
          <span class="block text-13 break-words text-muted">{ownerWords(props.group.owner)}</span>
        </p>
        <p class="text-right text-13 text-muted">
          {props.group.archivedAt ? 'Archived' : null}
          <span class="block">
            <Show when={props.group.lastMessageAt} fallback="Empty">
              {(at) => (
                <>
                  <span class="max-tablet:sr-only">Last message </span>
                  {listTime(at(), now())}
                </>
              )}
            </Show>
          </span>
        </p>
      </div>
      <Show when={mayAct()}>
        <Actions {...props} />
      </Show>
    </li>
  );
}

/** Each is asked about first: why it was done stands in the log. */
function Actions(props: { group: GroupFigures; onChanged: () => void }) {
  const [asking, setAsking] = createSignal<OrderKind | null>(null);
  return (
    <>
      <Menu label={`What to do about ${props.group.name}`} icon={<MoreHorizontal size={18} />}>
        <Show when={!props.group.owner || props.group.owner.suspended}>
          <MenuItem onSelect={() => setAsking('handOver')}>Give it another owner</MenuItem>
        </Show>
        <Show when={props.group.visibility === 'public' && !props.group.archivedAt}>
          <MenuItem onSelect={() => setAsking('makePrivate')}>Make private</MenuItem>
        </Show>
        <Show
          when={props.group.archivedAt}
          fallback={
            <MenuItem danger onSelect={() => setAsking('archive')}>
              Archive
            </MenuItem>
          }
        >
          <MenuItem onSelect={() => setAsking('restore')}>Bring back</MenuItem>
        </Show>
      </Menu>
      <Show when={asking()}>
        {(kind) => <GroupOrder {...props} kind={kind()} onClose={() => setAsking(null)} />}
      </Show>
    </>
  );
}

function ownerWords(owner: GroupFigures['owner']): string {
  if (!owner) return 'Nobody owns it';
  return owner.suspended ? `Owned by ${owner.name}, who is suspended` : `Owned by ${owner.name}`;
}
