import { createSignal, Show } from 'solid-js';
import { ask } from '../../api/pages.ts';
import { useStores } from '../../stores/context.tsx';
import { Button } from '../../ui/Button.tsx';
import { createAction } from '../../ui/action.ts';
import { CheckBox } from '../../ui/CheckBox.tsx';
import { Problem } from '../../ui/Problem.tsx';
import { Select } from '../../ui/Select.tsx';

const MINUTES = { hour: 60, day: 24 * 60, week: 7 * 24 * 60, never: null } as const;
type Term = keyof typeof MINUTES;
const TERMS = [
  { value: 'hour', title: 'For 1 hour' },
  { value: 'day', title: 'For 1 day' },
  { value: 'week', title: 'For 7 days' },
  { value: 'never', title: 'Until revoked' },
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
      <div class="grid grid-cols-2 gap-3">
        <Select label="Works" value={term()} onChoose={setTerm} options={TERMS} />
        <Select label="Can be used" value={uses()} onChoose={setUses} options={USES} />
      </div>
      <Show when={leadsServer()}>
        <CheckBox
          label="Also invites to this server: who has no account may make one"
          checked={admits()}
          onChange={setAdmits}
        />
      </Show>
      <Problem text={make.problem()} />
      <Button kind="primary" type="submit" class="self-start" busy={make.busy()}>
        New link
      </Button>
    </form>
  );
}
