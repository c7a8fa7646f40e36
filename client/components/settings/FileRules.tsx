import { createEffect, createResource, createSignal } from 'solid-js';
import { ask } from '../../api/pages.ts';
import { useStores } from '../../stores/context.tsx';
import { Button } from '../../ui/Button.tsx';
import { createAction } from '../../ui/action.ts';
import { Choice } from '../../ui/Choice.tsx';
import { Field } from '../../ui/Field.tsx';
import { Problem } from '../../ui/Problem.tsx';
import { wordsFor } from '../../ui/words.ts';

/** For the owner of the server: what everyone may store, and what becomes of their pictures. */
export function FileRules() {
  const { toasts } = useStores();
  const [rules] = createResource(() => ask((api) => api.files.rules.query()));
  const [quota, setQuota] = createSignal('');
  const [strips, setStrips] = createSignal(false);
  createEffect(() => {
    const now = rules.error ? undefined : rules.latest;
    if (!now) return;
    setQuota(now.userQuotaMb === null ? '' : String(now.userQuotaMb));
    setStrips(now.stripOriginals);
  });
  const save = createAction(
    async () => {
      const userQuotaMb = quota().trim() === '' ? null : Number(quota());
      await ask((api) => api.files.updateRules.mutate({ userQuotaMb, stripOriginals: strips() }));
      toasts.show('info', 'The rules for files are saved.');
    },
    { invalid: 'The limit is a whole number of MB, or nothing.' },
  );
  return (
    <form class="flex flex-col gap-4" onSubmit={save.onSubmit}>
      <Field
        label="MB that each person may store"
        inputMode="numeric"
        pattern="[0-9]*"
        hint="Leave it empty for no limit."
        value={quota()}
        onInput={(event) => setQuota(event.currentTarget.value)}
      />
      <Choice
        legend="Pictures that people send"
        value={strips() ? 'stripped' : 'kept'}
        onChoose={(choice) => setStrips(choice === 'stripped')}
        options={[
          {
            value: 'kept',
            title: 'As they are',
            text: 'Downloads have what the camera wrote: place, time, device.',
          },
          {
            value: 'stripped',
            title: 'Without place and device',
            text: 'Removed from JPEG, PNG and WebP. Other kinds are kept as they come.',
          },
        ]}
      />
      <Problem text={save.problem() ?? (rules.error ? wordsFor(rules.error) : null)} />
      <Button type="submit" class="self-start" busy={save.busy()}>
        Save
      </Button>
    </form>
  );
}
