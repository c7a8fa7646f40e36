import Info from 'lucide-solid/icons/info';
import Mic from 'lucide-solid/icons/mic';
import MicOff from 'lucide-solid/icons/mic-off';
import PhoneOff from 'lucide-solid/icons/phone-off';
import ScreenShare from 'lucide-solid/icons/screen-share';
import ScreenShareOff from 'lucide-solid/icons/screen-share-off';
import Settings2 from 'lucide-solid/icons/settings-2';
import Video from 'lucide-solid/icons/video';
import VideoOff from 'lucide-solid/icons/video-off';
import { Show } from 'solid-js';
import type { LocalState } from '../../call/call-state.ts';
import { ControlButton } from './ControlButton.tsx';
import { createCallActions } from './call-actions.ts';
import { stagePanel, togglePanel } from './call-view.ts';

const ICON = 20;

export function CallControls(props: { local: LocalState }) {
  const act = createCallActions();
  const microphone = () => props.local.microphone;
  const camera = () => props.local.camera;
  return (
    <div class="call-controls" role="toolbar" aria-label="Call controls">
      <ControlButton
        label={microphone().on ? 'Mute' : 'Unmute'}
        icon={
          <Show when={microphone().on} fallback={<MicOff size={ICON} />}>
            <Mic size={ICON} />
          </Show>
        }
        tone={microphone().on ? 'plain' : 'off'}
        shortcut="m"
        warning={microphone().problem}
        onPress={act.toggleMicrophone}
      />
      <ControlButton
        label={camera().on ? 'Turn camera off' : 'Turn camera on'}
        icon={
          <Show when={camera().on} fallback={<VideoOff size={ICON} />}>
            <Video size={ICON} />
          </Show>
        }
        tone={camera().on ? 'plain' : 'off'}
        shortcut="v"
        warning={camera().problem}
        onPress={act.toggleCamera}
      />
      <Show when={act.canShare}>
        <ControlButton
          label={props.local.screen.on ? 'Stop sharing' : 'Share screen'}
          icon={
            <Show when={props.local.screen.on} fallback={<ScreenShare size={ICON} />}>
              <ScreenShareOff size={ICON} />
            </Show>
          }
          tone={props.local.screen.on ? 'on' : 'plain'}
          shortcut="s"
          onPress={act.toggleScreen}
        />
      </Show>
      <ControlButton
        label="Devices"
        icon={<Settings2 size={ICON} />}
        expanded={stagePanel() === 'devices'}
        onPress={() => togglePanel('devices')}
      />
      <ControlButton
        label="Call details"
        icon={<Info size={ICON} />}
        expanded={stagePanel() === 'details'}
        onPress={() => togglePanel('details')}
      />
      <ControlButton label="Hang up" icon={<PhoneOff size={ICON} />} tone="danger" onPress={act.hangUp} />
    </div>
  );
}
