import { createResource, Show } from 'solid-js';
import { ask } from '../../api/pages.ts';
import { useStores } from '../../stores/context.tsx';
import { createAction } from '../../ui/action.ts';
import { CheckBox } from '../../ui/CheckBox.tsx';
import { Problem } from '../../ui/Problem.tsx';
import { Select } from '../../ui/Select.tsx';
import { wordsFor } from '../../ui/words.ts';

type Who = 'off' | 'members' | 'everyone';
interface Policy {
  readonly who: Who;
  readonly blur: boolean;
}

const OPTIONS: readonly { value: Who; title: string }[] = [
  { value: 'off', title: 'Nobody' },
  { value: 'members', title: 'Members' },
  { value: 'everyone', title: 'Everyone, guests without an account too' },
];

/** Who may meet strangers here, and how. */
export function MeetRules() {
  const { toasts } = useStores();
  const [policy, { mutate }] = createResource<Policy>(() => ask((api) => api.meet.terms.query()));
  let wanted: Partial<Policy> = {};
  const save = createAction(async () => {
    mutate(await ask((api) => api.meet.setPolicy.mutate(wanted)));
    toasts.show('info', 'Saved. It holds for meetings from now on.');
  });
  const change = (part: Partial<Policy>) => {
    wanted = part;
    void save.run();
  };
  return (
    <Show when={!policy.error} fallback={<Problem text={wordsFor(policy.error)} />}>
      <Show when={policy.latest}>
        {(known) => (
          <div class="flex flex-col gap-4" aria-busy={save.busy()}>
            <Select
              label="Who may meet strangers"
              value={known().who}
              options={OPTIONS}
              onChoose={(who) => change({ who })}
            />
            <CheckBox
              label="Pictures stay blurred until both agree"
              checked={known().blur}
              onChange={(blur) => change({ blur })}
            />
            <Problem text={save.problem()} />
          </div>
        )}
      </Show>
    </Show>
  );
}
