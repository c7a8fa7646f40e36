import { createSignal, onCleanup, onMount, Show } from 'solid-js';
import type { LocalState } from '../../call/call-state.ts';
import { useStores } from '../../stores/context.tsx';
import { CallAvatar } from './CallAvatar.tsx';
import type { Rect } from './layout.ts';
import { TileFrame } from './TileFrame.tsx';

export function SelfTile(props: {
  local: LocalState;
  rect: Rect | undefined;
  speaking: boolean;
  floating: boolean;
}) {
  const { session } = useStores();
  return (
    <TileFrame
      name="You"
      caption="You"
      rect={props.rect}
      muted={!props.local.microphone.on || props.local.microphone.problem !== null}
      speaking={props.speaking}
      floating={props.floating}
    >
      <Show
        when={props.local.camera.on ? props.local.cameraTrack : null}
        keyed
        fallback={<CallAvatar userId={session.me()?.id ?? ''} label="Your camera is off" />}
      >
        {(track) => <SelfVideo track={track} />}
      </Show>
    </TileFrame>
  );
}

/** Mirrored, as one knows oneself; a camera that looks away from the person is not. */
export function SelfVideo(props: { track: MediaStreamTrack }) {
  let video: HTMLVideoElement | undefined;
  const [facesAway, setFacesAway] = createSignal(false);
  onMount(() => {
    if (!video) return;
    const element = video;
    setFacesAway(props.track.getSettings().facingMode === 'environment');
    element.srcObject = new MediaStream([props.track]);
    element.play().catch(() => undefined);
    onCleanup(() => {
      element.srcObject = null;
    });
  });
  return (
    <video
      ref={video}
      class="tile-video tile-video-front"
      classList={{ 'tile-video-mirrored': !facesAway() }}
      data-source="camera"
      data-self="true"
      aria-hidden="true"
      tabindex="-1"
      autoplay
      playsinline
      muted
    />
  );
}
