import { createUniqueId, For, onMount, Show } from 'solid-js';
import type { DeviceChoice } from '../../call/call-state.ts';
import { useStores } from '../../stores/context.tsx';
import { Button } from '../../ui/Button.tsx';
import { useAttempt } from './attempt.ts';
import { DeviceCheck } from './DeviceCheck.tsx';
import { playTestSound } from './tones.ts';
import '../../styles/call.css';

/** Microphone, camera and speaker: in the settings and, with effect at once, in a call. */
export function DeviceSettings() {
  const { call } = useStores();
  const attempt = useAttempt();
  const choose = (choice: Partial<DeviceChoice>) => attempt(() => call.choose(choice));
  onMount(() => {
    if (call.state().phase !== 'idle') attempt(() => call.refreshDevices());
  });
  return (
    <div class="devices">
      <DeviceSelect
        label="Microphone"
        devices={call.devices().microphones}
        chosen={call.choice().microphone}
        onChoose={(microphone) => choose({ microphone })}
      />
      <DeviceSelect
        label="Camera"
        devices={call.devices().cameras}
        chosen={call.choice().camera}
        onChoose={(camera) => choose({ camera })}
      />
      <Show
        when={call.devices().speakers.length > 0}
        fallback={<p class="devices-note">Sound comes out where your system sends it.</p>}
      >
        <DeviceSelect
          label="Speaker"
          devices={call.devices().speakers}
          chosen={call.choice().speaker}
          onChoose={(speaker) => choose({ speaker })}
        />
      </Show>
      <div class="devices-tests">
        <DeviceCheck />
        <Button onClick={() => attempt(() => playTestSound(call.choice().speaker))}>Play a test sound</Button>
      </div>
    </div>
  );
}

function DeviceSelect(props: {
  label: string;
  devices: readonly { id: string; label: string }[];
  chosen: string | null;
  onChoose: (id: string | null) => void;
}) {
  const id = createUniqueId();
  return (
    <div class="devices-field">
      <label for={id} class="text-13 font-[550]">
        {props.label}
      </label>
      <select
        id={id}
        class="field-input"
        value={props.chosen ?? ''}
        onChange={(event) => props.onChoose(event.currentTarget.value || null)}
      >
        <option value="" selected={props.chosen === null}>
          The browser's choice
        </option>
        <For each={props.devices.filter((device) => device.id !== '')}>
          {(device, index) => (
            <option value={device.id} selected={device.id === props.chosen}>
              {device.label || `${props.label} ${index() + 1}`}
            </option>
          )}
        </For>
      </select>
    </div>
  );
}
