import Flag from 'lucide-solid/icons/flag';
import Mic from 'lucide-solid/icons/mic';
import MicOff from 'lucide-solid/icons/mic-off';
import Settings2 from 'lucide-solid/icons/settings-2';
import Square from 'lucide-solid/icons/square';
import UserPlus from 'lucide-solid/icons/user-plus';
import Video from 'lucide-solid/icons/video';
import VideoOff from 'lucide-solid/icons/video-off';
import { createSignal, Show } from 'solid-js';
import type { Meeting } from '../../../protocol/meet.ts';
import { Dialog } from '../../ui/Dialog.tsx';
import { useAttempt } from '../call/attempt.ts';
import { ControlButton } from '../call/ControlButton.tsx';
import { DeviceSettings } from '../call/DeviceSettings.tsx';
import { useMeet } from './context.tsx';

const ICON = 20;

/** Next is the largest thing on the page. */
export function MeetControls(props: { onReport: () => void }) {
  const meet = useMeet();
  const attempt = useAttempt();
  const [choosing, setChoosing] = createSignal(false);
  const meeting = () => {
    const state = meet.state();
    return state.state === 'meeting' ? state.meeting : null;
  };
  return (
    <div class="meet-controls" role="toolbar" aria-label="Meet controls">
      <Devices onSettings={() => setChoosing(true)} />
      <button
        type="button"
        class="meet-next"
        aria-keyshortcuts="n"
        data-tip="Next (N)"
        data-tip-side="top"
        disabled={!meeting()}
        onClick={() => attempt(() => meet.next())}
      >
        Next
      </button>
      <Show when={meeting()}>{(now) => <KeepInTouch meeting={now()} />}</Show>
      <Show when={meet.reportable()}>
        <ControlButton
          label={meeting() ? 'Report or block' : 'Report the last one'}
          icon={<Flag size={ICON} />}
          onPress={() => props.onReport()}
        />
      </Show>
      <ControlButton
        label="Stop"
        icon={<Square size={ICON} />}
        tone="danger"
        shortcut="x"
        onPress={() => attempt(() => meet.stop())}
      />
      <Show when={choosing()}>
        <Dialog title="Devices" onClose={() => setChoosing(false)}>
          <DeviceSettings />
        </Dialog>
      </Show>
    </div>
  );
}

function Devices(props: { onSettings: () => void }) {
  const meet = useMeet();
  const microphone = () => meet.local()?.microphone;
  const camera = () => meet.local()?.camera;
  return (
    <>
      <ControlButton
        label={microphone()?.on ? 'Mute' : 'Unmute'}
        icon={
          <Show when={microphone()?.on} fallback={<MicOff size={ICON} />}>
            <Mic size={ICON} />
          </Show>
        }
        tone={microphone()?.on ? 'plain' : 'off'}
        shortcut="m"
        warning={microphone()?.problem ?? null}
        onPress={() => meet.setMicrophone(!(microphone()?.on ?? false))}
      />
      <ControlButton
        label={camera()?.on ? 'Turn camera off' : 'Turn camera on'}
        icon={
          <Show when={camera()?.on} fallback={<VideoOff size={ICON} />}>
            <Video size={ICON} />
          </Show>
        }
        tone={camera()?.on ? 'plain' : 'off'}
        shortcut="v"
        warning={camera()?.problem ?? null}
        onPress={() => meet.setCamera(!(camera()?.on ?? false))}
      />
      <ControlButton label="Devices" icon={<Settings2 size={ICON} />} onPress={() => props.onSettings()} />
    </>
  );
}

function KeepInTouch(props: { meeting: Meeting }) {
  const meet = useMeet();
  const attempt = useAttempt();
  const keep = () => props.meeting.keep;
  const words = () => {
    if (keep().conversationId) return 'In touch';
    return keep().mine ? 'Asked to keep in touch' : 'Keep in touch';
  };
  return (
    <Show when={props.meeting.partner.isMember && meet.terms()?.isMember}>
      <ControlButton
        label={words()}
        icon={<UserPlus size={ICON} />}
        tone={keep().mine ? 'on' : 'plain'}
        onPress={() => attempt(() => meet.keep(!keep().mine))}
      />
    </Show>
  );
}
