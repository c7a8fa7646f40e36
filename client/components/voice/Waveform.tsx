import { createUniqueId } from 'solid-js';
import { durationWords } from './durations.ts';

const STEP_MS = 5_000;
const HEIGHT = 28;

interface WaveformProps {
  peaks: readonly number[];
  durationMs: number;
  positionMs: number;
  label: string;
  onSeek: (ms: number) => void;
}

/** The shape of a recording, and where in it one is: a slider by pointer and keys. */
export function Waveform(props: WaveformProps) {
  const id = createUniqueId();
  const share = () => (props.durationMs === 0 ? 0 : props.positionMs / props.durationMs);
  const seekTo = (event: PointerEvent & { currentTarget: HTMLElement }) => {
    const at = event.currentTarget.getBoundingClientRect();
    props.onSeek(Math.max(0, Math.min(1, (event.clientX - at.left) / at.width)) * props.durationMs);
  };
  return (
    <div
      role="slider"
      tabindex="0"
      class="waveform"
      aria-label={props.label}
      aria-valuemin={0}
      aria-valuemax={Math.round(props.durationMs / 1_000)}
      aria-valuenow={Math.round(props.positionMs / 1_000)}
      aria-valuetext={`${durationWords(props.positionMs)} of ${durationWords(props.durationMs)}`}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        seekTo(event);
      }}
      onPointerMove={(event) => event.currentTarget.hasPointerCapture(event.pointerId) && seekTo(event)}
      onKeyDown={(event) => {
        const to = keyTarget(event.key, props);
        if (to === null) return;
        event.preventDefault();
        event.stopPropagation();
        props.onSeek(Math.max(0, Math.min(to, props.durationMs)));
      }}
    >
      <svg viewBox={`0 0 ${props.peaks.length * 3} ${HEIGHT}`} preserveAspectRatio="none" aria-hidden="true">
        <defs>
          <path id={id} d={lines(props.peaks)} vector-effect="non-scaling-stroke" />
        </defs>
        <use href={`#${id}`} class="waveform-ahead" />
        <use
          href={`#${id}`}
          class="waveform-heard"
          style={{ 'clip-path': `inset(0 ${100 - share() * 100}% 0 0)` }}
        />
      </svg>
    </div>
  );
}

function keyTarget(key: string, { positionMs, durationMs }: WaveformProps): number | null {
  const step = Math.min(STEP_MS, durationMs / 10);
  if (key === 'ArrowRight' || key === 'ArrowUp') return positionMs + step;
  if (key === 'ArrowLeft' || key === 'ArrowDown') return positionMs - step;
  if (key === 'Home') return 0;
  return key === 'End' ? durationMs : null;
}

function lines(peaks: readonly number[]): string {
  return peaks
    .map((peak, at) => {
      const half = Math.max(1, (peak / 100) * (HEIGHT / 2 - 1));
      return `M${at * 3 + 1.5} ${HEIGHT / 2 - half}V${HEIGHT / 2 + half}`;
    })
    .join('');
}
