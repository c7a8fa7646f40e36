import { createSignal, For, Show } from 'solid-js';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { Field } from '../../ui/Field.tsx';
import { fullTimeOf, whenOf } from '../../ui/format.ts';
import { fromLocalField, toLocalField } from '../../ui/local-time.ts';
import { laterTimes } from './later-times.ts';

/** A time to come, by the clocks of this device. */
export function LaterDialog(props: { onPick: (at: number) => void; onClose: () => void }) {
  const now = Date.now();
  const times = laterTimes(now);
  const [value, setValue] = createSignal(toLocalField(times[1]?.at ?? now));
  const at = () => fromLocalField(value());
  const isToCome = () => (at() ?? 0) > Date.now();
  const pick = (time: number) => {
    props.onPick(time);
    props.onClose();
  };
  return (
    <Dialog title="Send later" onClose={() => props.onClose()}>
      <div class="flex flex-col gap-2">
        <For each={times}>
          {(time) => (
            <Button class="justify-between!" onClick={() => pick(time.at)}>
              {time.label} <span class="figures text-12 text-muted">{whenOf(time.at, now)}</span>
            </Button>
          )}
        </For>
      </div>
      <form
        class="flex flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          const time = at();
          if (time !== null && isToCome()) pick(time);
        }}
      >
        <Field
          label="Another time"
          type="datetime-local"
          required
          min={toLocalField(now)}
          value={value()}
          problem={isToCome() ? null : 'Choose a time to come.'}
          onInput={(event) => setValue(event.currentTarget.value)}
        />
        <Show when={isToCome() ? at() : null}>
          {(time) => <p class="text-13 text-muted">It will be sent {fullTimeOf(time())}, your time.</p>}
        </Show>
        <Button kind="primary" type="submit" class="self-end">
          Send then
        </Button>
      </form>
    </Dialog>
  );
}
