import { A, useNavigate } from '@solidjs/router';
import { createSignal, For, Match, Show, Switch } from 'solid-js';
import { Page } from '../components/frame/Page.tsx';
import { createGroupSearch } from '../components/groups/search.ts';
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
  const [text, setText] = createSignal('');
  const groups = createGroupSearch(text);
  return (
    <Page title="Public groups" back="/new">
      <Switch>
        <Match when={groups.problem()}>{(problem) => <Problem text={problem()} />}</Match>
        <Match when={groups.found()?.length === 0 && text().trim() === ''}>
          <Empty text="No group is public yet.">
            <A href="/new?group" class="button" data-kind="plain">
              New group
            </A>
          </Empty>
        </Match>
        <Match when={groups.found()}>
          {(found) => (
            <>
              <SearchInput
                label="Search groups"
                placeholder="Search groups"
                value={text()}
                onInput={setText}
              />
              <ul class="mt-3" aria-label="Public groups">
                <For each={found()} fallback={<li class="py-4 text-14 text-muted">No group fits that.</li>}>
                  {(group) => <GroupLine {...group} />}
                </For>
              </ul>
              <Show when={groups.hasMore()}>
                <Button class="mt-4" busy={groups.busy()} onClick={() => groups.more()}>
                  More groups
                </Button>
              </Show>
            </>
          )}
        </Match>
      </Switch>
    </Page>
  );
}

interface GroupLineProps {
  id: string;
  name: string;
  description: string;
  avatarFileId: string | null;
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
      <Avatar id={props.id} name={props.name} fileId={props.avatarFileId} size={40} square />
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
