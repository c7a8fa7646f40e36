import { Show } from 'solid-js';
import { SelfVideo } from '../call/SelfTile.tsx';
import { useMeet } from './context.tsx';

const PROBLEMS = {
  denied: 'The browser was not allowed to use the camera.',
  missing: 'No camera was found.',
  in_use: 'Another program uses the camera.',
  failed: 'The camera did not start.',
} as const;

export function OwnTile() {
  const meet = useMeet();
  const camera = () => meet.local()?.camera;
  const track = () => (camera()?.on ? (meet.local()?.cameraTrack ?? null) : null);
  const words = () => {
    const problem = camera()?.problem;
    if (problem) return PROBLEMS[problem];
    return camera()?.on === false ? 'Your camera is off.' : 'Your camera starts.';
  };
  return (
    <div class="meet-tile" role="group" aria-label="You" data-who="me">
      <Show when={track()} keyed fallback={<p class="meet-empty">{words()}</p>}>
        {(own) => <SelfVideo track={own} />}
      </Show>
      <span class="meet-name">You</span>
    </div>
  );
}
