import type { inferRouterOutputs } from '@trpc/server';
import MoreHorizontal from 'lucide-solid/icons/ellipsis';
import { createSignal, Show } from 'solid-js';
import { standsAbove } from '../../../protocol/rank.ts';
import type { AppRouter } from '../../../server/trpc/router.ts';
import { ask } from '../../api/pages.ts';
import type { TrpcClient } from '../../api/trpc.ts';
import { useStores } from '../../stores/context.tsx';
import { Confirm } from '../../ui/Confirm.tsx';
import { fileSize, lastSeenLine, listTime, plural } from '../../ui/format.ts';
import { Menu, MenuItem } from '../../ui/Menu.tsx';
import { createNow } from '../../ui/now.ts';
import { wordsFor } from '../../ui/words.ts';

export type PersonFigures = inferRouterOutputs<AppRouter>['admin']['people']['list'][number];

/** Somebody, and what may be done. */
export function PersonLine(props: { person: PersonFigures; onChanged: () => void }) {
  const { people, session } = useStores();
  const now = createNow();
  const seen = () =>
    people.presence(props.person.id) === 'offline'
      ? lastSeenLine(props.person.lastSeenAt, now())
      : 'Here now';
  return (
    <li class="flex min-h-14 items-center gap-3 border-b border-line py-2 last:border-0">
      <div class="min-w-0 flex-1">
        <p class="truncate text-14">
          <span class="font-[550]">{props.person.name}</span>{' '}
          <span class="text-muted">{props.person.username && `@${props.person.username}`}</span>
        </p>
        <p class="text-13 text-muted">
          <Show when={props.person.suspendedAt}>
            {(at) => <span class="text-danger-text">Suspended {listTime(at(), now())} · </span>}
          </Show>
          <Show when={props.person.role !== 'member'}>{ROLES[props.person.role]} · </Show>
          {seen()} · {plural(props.person.sessions, 'session')} · {fileSize(props.person.usedBytes)}
        </p>
      </div>
      <Show when={standsAbove(session.me()?.role ?? 'guest', props.person.role)}>
        <Actions {...props} />
      </Show>
    </li>
  );
}

/** Roles and coming back at once; what throws somebody out is asked about first. */
function Actions(props: { person: PersonFigures; onChanged: () => void }) {
  const { session, toasts } = useStores();
  const [asking, setAsking] = createSignal<keyof typeof OUTS | null>(null);
  const isOwner = () => session.me()?.role === 'owner';
  const act = async (work: Work, done: string) => {
    await ask((api) => work(api, props.person.id));
    toasts.show('info', `${props.person.name} ${done}`);
    props.onChanged();
  };
  const actNow = (work: Work, done: string) =>
    void act(work, done).catch((error: unknown) => toasts.show('problem', wordsFor(error)));
  const setRole = (role: 'moderator' | 'member') =>
    actNow((api, userId) => api.admin.people.setRole.mutate({ userId, role }), `is a ${role} now.`);
  return (
    <>
      <Menu label={`What to do about ${props.person.name}`} icon={<MoreHorizontal size={18} />}>
        <Show when={isOwner() && props.person.role === 'member'}>
          <MenuItem onSelect={() => setRole('moderator')}>Make moderator</MenuItem>
        </Show>
        <Show when={isOwner() && props.person.role === 'moderator'}>
          <MenuItem onSelect={() => setRole('member')}>Make member</MenuItem>
        </Show>
        <MenuItem onSelect={() => setAsking('signOut')}>Sign out everywhere</MenuItem>
        <Show
          when={props.person.suspendedAt}
          fallback={
            <MenuItem danger onSelect={() => setAsking('suspend')}>
              Suspend
            </MenuItem>
          }
        >
          <MenuItem onSelect={() => actNow(reinstate, 'may sign in again.')}>Let back in</MenuItem>
        </Show>
      </Menu>
      <Show when={asking()}>
        {(how) => (
          <Confirm
            {...OUTS[how()]}
            title={OUTS[how()].title(props.person.name)}
            onConfirm={() => act(OUTS[how()].work, OUTS[how()].done)}
            onClose={() => setAsking(null)}
          />
        )}
      </Show>
    </>
  );
}

type Work = (api: TrpcClient, userId: string) => Promise<unknown>;

const reinstate: Work = (api, userId) => api.admin.people.reinstate.mutate({ userId });

const OUTS = {
  suspend: {
    title: (name: string) => `Suspend ${name}?`,
    text: 'They are signed out at once on every device and cannot sign in. What they wrote stays. You can let them back in.',
    action: 'Suspend',
    done: 'is suspended.',
    work: (api, userId) => api.admin.people.suspend.mutate({ userId }),
  },
  signOut: {
    title: (name: string) => `Sign ${name} out everywhere?`,
    text: 'Every device of theirs is signed out at once. They can sign in again.',
    action: 'Sign out',
    done: 'is signed out everywhere.',
    work: (api, userId) => api.admin.people.signOut.mutate({ userId }),
  },
} as const satisfies Record<
  string,
  { work: Work; title: (name: string) => string } & Record<string, unknown>
>;

const ROLES = {
  owner: 'Owner',
  moderator: 'Moderator',
  member: 'Member',
  guest: 'Guest',
} as const satisfies Record<PersonFigures['role'], string>;
