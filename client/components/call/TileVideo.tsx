import { For, onCleanup, onMount, Show } from 'solid-js';
import type { Source } from '../../../protocol/call.ts';
import type { Carriers } from './create-carriers.ts';

/** One element a carrier. The new one lies behind the old until its first frame came; then the old one goes. */
export function TileVideo(props: { carriers: Carriers; participantId: string; source: Source }) {
  return (
    <For each={props.carriers.mounted()}>
      {(key) => (
        <Show when={props.carriers.find(key)?.track} keyed>
          {(track) => (
            <CarrierVideo
              track={track}
              link={props.carriers.find(key)?.link ?? ''}
              shown={props.carriers.isShown(key)}
              participantId={props.participantId}
              source={props.source}
              onFirstFrame={() => props.carriers.markSeen(key)}
              onGone={() => props.carriers.forget(key)}
            />
          )}
        </Show>
      )}
    </For>
  );
}

function CarrierVideo(props: {
  track: MediaStreamTrack;
  link: string;
  shown: boolean;
  participantId: string;
  source: Source;
  onFirstFrame: () => void;
  onGone: () => void;
}) {
  let video: HTMLVideoElement | undefined;
  onMount(() => {
    if (!video) return;
    const element = video;
    element.srcObject = new MediaStream([props.track]);
    element.play().catch(() => undefined);
    const waiting = element.requestVideoFrameCallback(() => props.onFirstFrame());
    onCleanup(() => {
      element.cancelVideoFrameCallback(waiting);
      element.srcObject = null;
      props.onGone();
    });
  });
  return (
    <video
      ref={video}
      class="tile-video"
      classList={{ 'tile-video-front': props.shown }}
      data-participant={props.participantId}
      data-source={props.source}
      data-link={props.link}
      data-shown={props.shown}
      aria-hidden="true"
      tabindex="-1"
      autoplay
      playsinline
      muted
    />
  );
}
