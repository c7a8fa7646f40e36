import { A, useNavigate, useSearchParams } from '@solidjs/router';
import Compass from 'lucide-solid/icons/compass';
import UsersRound from 'lucide-solid/icons/users-round';
import { Show } from 'solid-js';
import type { User } from '../../protocol/chat.ts';
import { Page } from '../components/frame/Page.tsx';
import { NewGroup } from '../components/people/NewGroup.tsx';
import { PeoplePicker } from '../components/people/PeoplePicker.tsx';
import { useStores } from '../stores/context.tsx';
import { createAction } from '../ui/action.ts';
import { Problem } from '../ui/Problem.tsx';

/** With one person, or with several. */
export function New() {
  const [search] = useSearchParams<{ group?: string }>();
  return (
    <Show when={search.group !== undefined} fallback={<NewDirect />}>
      <Page title="New group" back="/new">
        <NewGroup />
      </Page>
    </Show>
  );
}

function NewDirect() {
  const { conversations } = useStores();
  const navigate = useNavigate();
  let picked: User | undefined;
  const open = createAction(async () => {
    if (picked) navigate(`/c/${await conversations.openDirect(picked.id)}`);
  });
  return (
    <Page title="New conversation" back="/">
      <div class="mb-6 grid gap-2 tablet:grid-cols-2">
        <A href="/new?group" class="way">
          <UsersRound size={19} class="flex-none text-muted" />
          <span>
            <span class="block text-14 font-[550]">New group</span>
            <span class="block text-13 text-muted">Several people, a name</span>
          </span>
        </A>
        <A href="/groups" class="way">
          <Compass size={19} class="flex-none text-muted" />
          <span>
            <span class="block text-14 font-[550]">Public groups</span>
            <span class="block text-13 text-muted">See what there is to join</span>
          </span>
        </A>
      </div>
      <h2 class="mb-2 text-13 font-semibold text-muted">Write to someone</h2>
      <PeoplePicker
        autofocus
        onPick={(user) => {
          picked = user;
          void open.run();
        }}
      />
      <Problem text={open.problem()} />
    </Page>
  );
}
