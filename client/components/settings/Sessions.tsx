import { createResource, For, Show } from 'solid-js';
import { ask } from '../../api/pages.ts';
import { Button } from '../../ui/Button.tsx';
import { createAction } from '../../ui/action.ts';
import { daysAgo, listTime } from '../../ui/format.ts';
import { createNow } from '../../ui/now.ts';
import { Problem } from '../../ui/Problem.tsx';
import { wordsFor } from '../../ui/words.ts';
import { deviceWords } from './device-words.ts';

/** Where this account is open, and a way to end each. */
export function Sessions() {
  const [sessions, { refetch }] = createResource(() => ask((api) => api.auth.sessions.query()));
  return (
    <Show when={!sessions.error} fallback={<Problem text={wordsFor(sessions.error)} />}>
      <ul>
        <For each={sessions.latest}>{(session) => <Line {...session} onEnded={() => void refetch()} />}</For>
      </ul>
    </Show>
  );
}

interface LineProps {
  id: string;
  userAgent: string;
  lastUsedAt: number;
  current: boolean;
  onEnded: () => void;
}

function Line(props: LineProps) {
  const now = createNow();
  const end = createAction(async () => {
    await ask((api) => api.auth.endSession.mutate({ id: props.id }));
    props.onEnded();
  });
  const used = () => {
    if (props.current) return 'This device';
    const days = daysAgo(props.lastUsedAt, now());
    if (days === 1) return 'Last used yesterday';
    return `Last used ${days === 0 ? 'at' : 'on'} ${listTime(props.lastUsedAt, now())}`;
  };
  return (
    <li class="flex min-h-14 items-center gap-4 border-b border-line py-2 last:border-0">
      <div class="min-w-0 flex-1">
        <p class="truncate text-14 font-[550]">{deviceWords(props.userAgent)}</p>
        <p class="text-13 text-muted">{used()}</p>
        <Problem text={end.problem()} />
      </div>
      <Show when={!props.current}>
        <Button
          aria-label={`End the session of ${deviceWords(props.userAgent)}`}
          busy={end.busy()}
          onClick={() => void end.run()}
        >
          End
        </Button>
      </Show>
    </li>
  );
}
