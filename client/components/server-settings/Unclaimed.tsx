import { createResource, createSignal, For, Show } from 'solid-js';
import type { User } from '../../../protocol/chat.ts';
import { ask } from '../../api/pages.ts';
import { Button } from '../../ui/Button.tsx';
import { createAction } from '../../ui/action.ts';
import { Problem } from '../../ui/Problem.tsx';
import { wordsFor } from '../../ui/words.ts';
import { CopyField } from '../settings/CopyField.tsx';

/** Accounts that an import made: a link hands each to who it stands for. */
export function Unclaimed() {
  const [people] = createResource(() => ask((api) => api.admin.unclaimed.query()));
  return (
    <Show when={!people.error} fallback={<Problem text={wordsFor(people.error)} />}>
      <p class="text-14 text-muted">
        Nobody can sign in to these. Send somebody the link of theirs, and what they wrote is theirs again.
      </p>
      <ul aria-label="Accounts that wait">
        <For
          each={people.latest}
          fallback={
            <Show when={people.state === 'ready'}>
              <li class="text-14 text-muted">There are none.</li>
            </Show>
          }
        >
          {(user) => <Line user={user} />}
        </For>
      </ul>
    </Show>
  );
}

function Line(props: { user: User }) {
  const [url, setUrl] = createSignal<string | null>(null);
  const make = createAction(async () => {
    const made = await ask((api) => api.admin.createClaim.mutate({ userId: props.user.id }));
    setUrl(made.url);
  });
  return (
    <li class="flex min-h-12 flex-wrap items-center gap-x-4 border-t border-line py-1.5">
      <p class="min-w-0 flex-1 truncate text-14">
        {props.user.name} <span class="text-muted">@{props.user.username}</span>
      </p>
      <Problem text={make.problem()} />
      <Show
        when={url()}
        fallback={
          <Button kind="quiet" busy={make.busy()} onClick={() => void make.run()}>
            Make a link<span class="sr-only"> for {props.user.name}</span>
          </Button>
        }
      >
        {(made) => (
          <div class="w-full pb-2">
            <CopyField label={`Link for ${props.user.name}, works once for 7 days`} value={made()} />
          </div>
        )}
      </Show>
    </li>
  );
}
