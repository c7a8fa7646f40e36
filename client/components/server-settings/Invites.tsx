import { createResource, createSignal, For, Show } from 'solid-js';
import { ask } from '../../api/pages.ts';
import { Button } from '../../ui/Button.tsx';
import { createAction } from '../../ui/action.ts';
import { plural } from '../../ui/format.ts';
import { Problem } from '../../ui/Problem.tsx';
import { wordsFor } from '../../ui/words.ts';
import { CopyField } from '../settings/CopyField.tsx';

const EXPIRES_IN_DAYS = 7;

/** Links that let people make an account here. The link itself is shown once: the server keeps only its hash. */
export function Invites() {
  const [invites, { refetch }] = createResource(() => ask((api) => api.admin.invites.query()));
  const [made, setMade] = createSignal<string | null>(null);
  const create = createAction(async () => {
    const { url } = await ask((api) =>
      api.admin.createInvite.mutate({ expiresInDays: EXPIRES_IN_DAYS, uses: 1 }),
    );
    setMade(url);
    void refetch();
  });
  return (
    <>
      <p class="text-14 text-muted">
        Whoever opens an invite link can make an account. A link works once, for {EXPIRES_IN_DAYS} days.
      </p>
      <Show when={made()}>{(url) => <CopyField label="Invite link" value={url()} />}</Show>
      <Problem text={create.problem() ?? (invites.error ? wordsFor(invites.error) : null)} />
      <Button class="self-start" busy={create.busy()} onClick={() => void create.run()}>
        New invite link
      </Button>
      <ul>
        <For each={invites.error ? [] : invites.latest}>
          {(invite) => <Line {...invite} onRevoked={() => void refetch()} />}
        </For>
      </ul>
    </>
  );
}

interface LineProps {
  id: string;
  createdAt: number;
  expiresAt: number | null;
  usesLeft: number | null;
  /** It leads into this group as well. */
  group: { name: string } | null;
  onRevoked: () => void;
}

function Line(props: LineProps) {
  const revoke = createAction(async () => {
    await ask((api) => api.admin.revokeInvite.mutate({ id: props.id }));
    props.onRevoked();
  });
  const day = (ms: number) => new Date(ms).toLocaleDateString(undefined, { day: 'numeric', month: 'long' });
  return (
    <li class="flex min-h-12 items-center gap-4 border-t border-line py-2">
      <p class="min-w-0 flex-1 text-14">
        Made on {day(props.createdAt)}
        <span class="text-muted">
          <Show when={props.group}>{(group) => <>, into {group().name}</>}</Show>
          <Show when={props.expiresAt}>{(at) => <>, works until {day(at())}</>}</Show>
          <Show when={props.usesLeft !== null}>, {plural(props.usesLeft ?? 0, 'use')} left</Show>
        </span>
      </p>
      <Button kind="danger-plain" busy={revoke.busy()} onClick={() => void revoke.run()}>
        Revoke
      </Button>
    </li>
  );
}
