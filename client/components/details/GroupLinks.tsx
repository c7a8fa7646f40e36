import { createResource, createSignal, For, Show } from 'solid-js';
import type { Conversation } from '../../../protocol/chat.ts';
import { ask } from '../../api/pages.ts';
import { useStores } from '../../stores/context.tsx';
import { Button } from '../../ui/Button.tsx';
import { createAction } from '../../ui/action.ts';
import { Dialog } from '../../ui/Dialog.tsx';
import { namesLine, plural } from '../../ui/format.ts';
import { Problem } from '../../ui/Problem.tsx';
import { wordsFor } from '../../ui/words.ts';
import { CopyField } from '../settings/CopyField.tsx';
import { NewLink } from './NewLink.tsx';

/** Links that lead into this group: who made what, how long it works, who came by it. */
export function GroupLinks(props: { conversation: Conversation; onClose: () => void }) {
  const [links, { refetch }] = createResource(
    () => props.conversation.id,
    (id) => ask((api) => api.groups.invites.query({ id })),
  );
  const [made, setMade] = createSignal<string | null>(null);
  return (
    <Dialog title="Invite links" onClose={() => props.onClose()}>
      <p class="text-14 text-muted">
        Whoever has an account here and opens a link can come into {props.conversation.name}.
      </p>
      <Show
        when={made()}
        fallback={
          <NewLink
            conversationId={props.conversation.id}
            onMade={(url) => {
              setMade(url);
              void refetch();
            }}
          />
        }
      >
        {(url) => (
          <>
            <CopyField label="Invite link" value={url()} />
            <p class="text-13 text-muted">It is shown this once. Copy it now.</p>
          </>
        )}
      </Show>
      <Problem text={links.error ? wordsFor(links.error) : null} />
      <ul aria-label="Links">
        <For each={links.error ? [] : links.latest}>
          {(link) => <Line {...link} onRevoked={() => void refetch()} />}
        </For>
      </ul>
    </Dialog>
  );
}

interface LineProps {
  id: string;
  createdAt: number;
  expiresAt: number | null;
  usesLeft: number | null;
  admits: boolean;
  usedBy: string[];
  onRevoked: () => void;
}

function Line(props: LineProps) {
  const { people } = useStores();
  const revoke = createAction(async () => {
    await ask((api) => api.groups.revokeInvite.mutate({ id: props.id }));
    props.onRevoked();
  });
  const moment = (ms: number) =>
    new Date(ms).toLocaleString(undefined, {
      day: 'numeric',
      month: 'short',
      hour: '2-digit',
      minute: '2-digit',
    });
  const terms = () => {
    const until = props.expiresAt === null ? 'works until revoked' : `works until ${moment(props.expiresAt)}`;
    const uses = props.usesLeft === null ? [] : [`${plural(props.usesLeft, 'use')} left`];
    return [until, ...uses, ...(props.admits ? ['also invites to this server'] : [])].join(', ');
  };
  const users = () => props.usedBy.map((id) => people.user(id)?.name ?? 'Someone');
  return (
    <li class="flex min-h-12 items-center gap-4 border-t border-line py-2">
      <div class="min-w-0 flex-1 text-14">
        <p>
          Made {moment(props.createdAt)}
          <span class="text-muted">, {terms()}</span>
        </p>
        <p class="text-13 text-muted">
          {props.usedBy.length === 0 ? 'Nobody came by it yet' : `Used by ${namesLine(users())}`}
        </p>
      </div>
      <Problem text={revoke.problem()} />
      <Button kind="danger-plain" busy={revoke.busy()} onClick={() => void revoke.run()}>
        Revoke
      </Button>
    </li>
  );
}
