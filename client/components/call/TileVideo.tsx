import { For, onCleanup, onMount, Show } from 'solid-js';
import type { Source } from '../../../protocol/call.ts';
import { isSteady } from './carrier-choice.ts';
import type { Carriers } from './create-carriers.ts';

/** One element a carrier. The new one lies behind the old until its frames come steadily; then the old one goes. */
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
              onSteady={() => props.carriers.markSteady(key)}
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
  onSteady: () => void;
  onGone: () => void;
}) {
  let video: HTMLVideoElement | undefined;
  onMount(() => {
    if (!video) return;
    const element = video;
    element.srcObject = new MediaStream([props.track]);
    element.play().catch(() => undefined);
    const stop = watchFrames(element, {
      onFirst: () => props.onFirstFrame(),
      onSteady: () => props.onSteady(),
    });
    onCleanup(() => {
      stop();
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

/** Called in the rendering step that shows the frame, so the swap and the frame are one to the eye. */
function watchFrames(
  video: HTMLVideoElement,
  told: { onFirst: () => void; onSteady: () => void },
): () => void {
  const times: number[] = [];
  let handle = 0;
  const next = (now: number) => {
    times.push(now);
    if (times.length === 1) told.onFirst();
    if (isSteady(times)) told.onSteady();
    else handle = video.requestVideoFrameCallback(next);
  };
  handle = video.requestVideoFrameCallback(next);
  return () => video.cancelVideoFrameCallback(handle);
}
