import { A, useNavigate } from '@solidjs/router';
import { createMemo, createResource, createSignal, For, Match, Show, Switch } from 'solid-js';
import { Page } from '../components/frame/Page.tsx';
import { useStores } from '../stores/context.tsx';
import { Avatar } from '../ui/Avatar.tsx';
import { Button } from '../ui/Button.tsx';
import { createAction } from '../ui/action.ts';
import { Empty } from '../ui/Empty.tsx';
import { plural } from '../ui/format.ts';
import { Problem } from '../ui/Problem.tsx';
import { SearchInput } from '../ui/SearchInput.tsx';
import { wordsFor } from '../ui/words.ts';

export function Groups() {
  const { conversations } = useStores();
  const [groups] = createResource(() => conversations.browse());
  const [filter, setFilter] = createSignal('');
  const shown = createMemo(() => {
    const wanted = filter().trim().toLowerCase();
    const all = groups.error ? [] : (groups.latest ?? []);
    return all.filter((group) => `${group.name} ${group.description}`.toLowerCase().includes(wanted));
  });
  return (
    <Page title="Public groups" back="/new">
      <Switch>
        <Match when={groups.error}>
          <Problem text={wordsFor(groups.error)} />
        </Match>
        <Match when={groups.state === 'ready' && groups.latest?.length === 0}>
          <Empty text="No group is public yet.">
            <A href="/new?group" class="button" data-kind="plain">
              New group
            </A>
          </Empty>
        </Match>
        <Match when={groups.latest}>
          <SearchInput
            label="Search groups"
            placeholder="Search groups"
            value={filter()}
            onInput={setFilter}
          />
          <ul class="mt-3" aria-label="Public groups">
            <For each={shown()} fallback={<li class="py-4 text-14 text-muted">No group fits that.</li>}>
              {(group) => <GroupLine {...group} />}
            </For>
          </ul>
        </Match>
      </Switch>
    </Page>
  );
}

interface GroupLineProps {
  id: string;
  name: string;
  description: string;
  memberCount: number;
  joined: boolean;
}

function GroupLine(props: GroupLineProps) {
  const { conversations, toasts } = useStores();
  const navigate = useNavigate();
  const join = createAction(async () => {
    try {
      await conversations.join(props.id);
      navigate(`/c/${props.id}`);
    } catch (error) {
      toasts.show('problem', wordsFor(error));
    }
  });
  return (
    <li class="flex items-center gap-4 border-b border-line py-3.5">
      <Avatar id={props.id} name={props.name} fileId={null} size={40} square />
      <div class="min-w-0 flex-1">
        <p class="truncate text-15 font-[550]">{props.name}</p>
        <p class="truncate text-13 text-muted">
          {plural(props.memberCount, 'member')}
          <Show when={props.description}> · {props.description}</Show>
        </p>
      </div>
      <Show
        when={props.joined}
        fallback={
          <Button busy={join.busy()} aria-label={`Join ${props.name}`} onClick={() => void join.run()}>
            Join
          </Button>
        }
      >
        <A href={`/c/${props.id}`} class="button" data-kind="quiet" aria-label={`Open ${props.name}`}>
          Open
        </A>
      </Show>
    </li>
  );
}
