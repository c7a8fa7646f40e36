import { createSignal, Show } from 'solid-js';
import { ask } from '../../api/pages.ts';
import { useStores } from '../../stores/context.tsx';
import { Button } from '../../ui/Button.tsx';
import { createAction } from '../../ui/action.ts';
import { Choice } from '../../ui/Choice.tsx';
import { Problem } from '../../ui/Problem.tsx';

const MINUTES = { hour: 60, day: 24 * 60, week: 7 * 24 * 60, never: null } as const;
type Term = keyof typeof MINUTES;
const TERMS = [
  { value: 'hour', title: '1 hour' },
  { value: 'day', title: '1 day' },
  { value: 'week', title: '7 days' },
  { value: 'never', title: 'Always' },
] as const;
const USES = [
  { value: 'once', title: 'Once' },
  { value: 'ten', title: '10 times' },
  { value: 'any', title: 'Any number' },
] as const;
const COUNTS = { once: 1, ten: 10, any: null } as const;

interface NewLinkProps {
  conversationId: string;
  onMade: (url: string) => void;
}

export function NewLink(props: NewLinkProps) {
  const { session } = useStores();
  const [term, setTerm] = createSignal<Term>('week');
  const [uses, setUses] = createSignal<keyof typeof COUNTS>('any');
  const [admits, setAdmits] = createSignal(false);
  const leadsServer = () => ['owner', 'moderator'].includes(session.me()?.role ?? '');
  const make = createAction(async () => {
    const [expiresInMinutes, count] = [MINUTES[term()], COUNTS[uses()]];
    const { url } = await ask((api) =>
      api.groups.createInvite.mutate({
        id: props.conversationId,
        admits: admits(),
        ...(expiresInMinutes === null ? {} : { expiresInMinutes }),
        ...(count === null ? {} : { uses: count }),
      }),
    );
    props.onMade(url);
  });
  return (
    <form class="flex flex-col gap-4" onSubmit={make.onSubmit}>
      <Choice legend="Works for" value={term()} onChoose={setTerm} options={TERMS} />
      <Choice legend="Can be used" value={uses()} onChoose={setUses} options={USES} />
      <Show when={leadsServer()}>
        <label class="flex min-h-11 items-center gap-3 text-14">
          <input
            type="checkbox"
            class="size-4 accent-(--accent)"
            checked={admits()}
            onChange={(event) => setAdmits(event.currentTarget.checked)}
          />
          Also invites to this server: who has no account may make one
        </label>
      </Show>
      <Problem text={make.problem()} />
      <Button kind="primary" type="submit" class="self-start" busy={make.busy()}>
        New link
      </Button>
    </form>
  );
}
