import { createResource, createSignal, Show } from 'solid-js';
import { ask } from '../../api/pages.ts';
import { useStores } from '../../stores/context.tsx';
import { Button } from '../../ui/Button.tsx';
import { createAction } from '../../ui/action.ts';
import { Field } from '../../ui/Field.tsx';
import { Problem } from '../../ui/Problem.tsx';
import { wordsFor } from '../../ui/words.ts';
import { CheckBox } from '../../ui/CheckBox.tsx';

interface Rules {
  readonly userQuotaMb: number | null;
  readonly stripOriginals: boolean;
}

/** What each person may store, and what pictures keep of the camera. */
export function FileRules() {
  const [rules, { mutate }] = createResource<Rules>(() => ask((api) => api.files.rules.query()));
  return (
    <Show when={!rules.error} fallback={<Problem text={wordsFor(rules.error)} />}>
      <Show when={rules.latest}>{(known) => <Form rules={known()} onSaved={mutate} />}</Show>
    </Show>
  );
}

function Form(props: { rules: Rules; onSaved: (rules: Rules) => void }) {
  const { toasts } = useStores();
  const [quota, setQuota] = createSignal<string | null>(null);
  const [strips, setStrips] = createSignal<boolean | null>(null);
  const shownQuota = () => quota() ?? String(props.rules.userQuotaMb ?? '');
  const shownStrips = () => strips() ?? props.rules.stripOriginals;
  const save = createAction(async () => {
    const userQuotaMb = shownQuota().trim() === '' ? null : Number(shownQuota());
    const wanted = { userQuotaMb, stripOriginals: shownStrips() };
    props.onSaved(await ask((api) => api.files.updateRules.mutate(wanted)));
    setQuota(null);
    setStrips(null);
    toasts.show('info', 'Saved. It holds for what is sent from now on.');
  });
  return (
    <form class="flex flex-col gap-4" onSubmit={save.onSubmit}>
      <Field
        label="Room for each person, in MB"
        hint="Empty: as much as they like."
        type="number"
        inputmode="numeric"
        min="0"
        max="1048576"
        step="1"
        value={shownQuota()}
        onInput={(event) => setQuota(event.currentTarget.value)}
      />
      <CheckBox
        label="Take place, time and camera out of pictures as they arrive"
        checked={shownStrips()}
        onChange={setStrips}
      />
      <Problem text={save.problem()} />
      <Button kind="primary" type="submit" class="self-start" busy={save.busy()}>
        Save file rules
      </Button>
    </form>
  );
}
