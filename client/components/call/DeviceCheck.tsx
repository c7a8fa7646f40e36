import { createEffect, createSignal, on, onCleanup, Show } from 'solid-js';
import { useStores } from '../../stores/context.tsx';
import { Button } from '../../ui/Button.tsx';
import { type DeviceTest, makeDeviceTest } from './device-test.ts';
import { SelfVideo } from './SelfTile.tsx';

const METER_MS = 80;

/** How one would be seen and heard; runs only while asked for. */
export function DeviceCheck() {
  const { call } = useStores();
  const [wanted, setWanted] = createSignal(false);
  const [test, setTest] = createSignal<DeviceTest | null>(null);
  const [refused, setRefused] = createSignal(false);
  createEffect(
    on([wanted, () => call.choice().microphone, () => call.choice().camera], ([want]) => {
      if (!want) return;
      setRefused(false);
      let over = false;
      let running: DeviceTest | null = null;
      onCleanup(() => {
        over = true;
        running?.close();
        setTest(null);
      });
      makeDeviceTest(call.choice()).then(
        (made) => {
          if (over) return made.close();
          running = made;
          setTest(made);
          call.refreshDevices().catch(() => undefined);
        },
        () => {
          if (over) return;
          setRefused(true);
          setWanted(false);
        },
      );
    }),
  );
  return (
    <>
      <Button onClick={() => setWanted((want) => !want)}>
        {wanted() ? 'Stop the check' : 'Check microphone and camera'}
      </Button>
      <Show when={refused()}>
        <p class="devices-note" role="alert">
          Parley may use neither microphone nor camera. Allow them in the browser's settings for this site.
        </p>
      </Show>
      <Show when={test()} keyed>
        {(running) => <Preview test={running} />}
      </Show>
    </>
  );
}

function Preview(props: { test: DeviceTest }) {
  const [level, setLevel] = createSignal(0);
  createEffect(() => {
    const { test } = props;
    const timer = setInterval(() => setLevel(test.level()), METER_MS);
    onCleanup(() => clearInterval(timer));
  });
  return (
    <div class="devices-preview">
      <Show when={props.test.cameraTrack} keyed fallback={<p class="devices-note">No camera picture.</p>}>
        {(track) => (
          <div class="devices-picture">
            <SelfVideo track={track} />
          </div>
        )}
      </Show>
      <div
        class="devices-meter"
        role="meter"
        aria-label="Microphone level"
        aria-valuemin="0"
        aria-valuemax="100"
        aria-valuenow={Math.round(level() * 100)}
      >
        <div class="devices-level" style={{ transform: `scaleX(${level()})` }} />
      </div>
    </div>
  );
}
