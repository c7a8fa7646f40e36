import { Show } from 'solid-js';
import { useStores } from '../../stores/context.tsx';
import type { Notifying } from '../../stores/device.ts';
import { Button } from '../../ui/Button.tsx';
import { Choice } from '../../ui/Choice.tsx';
import { Switch } from '../../ui/Switch.tsx';
import { wordsFor } from '../../ui/words.ts';
import { useChange } from './change.ts';
import { QuietHoursChoice } from './QuietHoursChoice.tsx';
import { QuietNow } from './QuietNow.tsx';

const ON_THIS_DEVICE: Record<Notifying, string> = {
  off: 'Of new messages and calls, when you are not looking at them.',
  denied: 'This browser does not allow notifications of Parley. Allow them in its settings for this page.',
  impossible: 'This browser has none, or none without https.',
  page: 'As long as Parley is open in a tab. This browser cannot be reached without one.',
  always: 'Also when no tab of Parley is open.',
};

/** How and when this person is told of messages. The first switch is this device's own, the rest holds everywhere. */
export function Notifications() {
  const { settings } = useStores();
  const change = useChange();
  return (
    <div class="flex flex-col gap-5">
      <div class="flex flex-col gap-2">
        <OnThisDevice />
        <Switch
          label="Show what was written"
          hint="Off: a notification names the sender only."
          on={settings.mine().showText}
          onChange={(showText) => change({ showText })}
        />
        <Switch label="Sound" on={settings.mine().sound} onChange={(sound) => change({ sound })} />
      </div>
      <Choice
        legend="In groups, tell me of"
        value={settings.mine().groupLevel}
        onChoose={(groupLevel) => change({ groupLevel })}
        options={[
          { value: 'all', title: 'Every message' },
          { value: 'mentions', title: 'What names me' },
          { value: 'nothing', title: 'Nothing' },
        ]}
      />
      <QuietNow />
      <QuietHoursChoice />
      <Install />
    </div>
  );
}

function OnThisDevice() {
  const { device, toasts } = useStores();
  const isOn = () => device.notifying() === 'page' || device.notifying() === 'always';
  return (
    <Switch
      label="Notifications on this device"
      hint={ON_THIS_DEVICE[device.notifying()]}
      on={isOn()}
      disabled={device.notifying() === 'impossible' || device.notifying() === 'denied'}
      onChange={(on) =>
        void device.notify(on).catch((error: unknown) => toasts.show('problem', wordsFor(error)))
      }
    />
  );
}

function Install() {
  const { device } = useStores();
  return (
    <Show when={device.install()}>
      {(install) => (
        <div class="flex items-center gap-4">
          <p class="min-w-0 flex-1 text-14">Parley can stand among your apps, with a window of its own.</p>
          <Button onClick={() => void install()()}>Install</Button>
        </div>
      )}
    </Show>
  );
}
