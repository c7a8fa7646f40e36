import { For } from 'solid-js';
import type { RemoteParticipant } from '../../call/call-state.ts';
import { qualityWords } from './call-words.ts';

const BARS = [0, 1, 2];
const filled = { good: 3, fair: 2, poor: 1, unknown: 0 } satisfies Record<
  RemoteParticipant['quality'],
  number
>;

export function QualityMark(props: { quality: RemoteParticipant['quality'] }) {
  return (
    <span
      role="img"
      class="quality"
      data-quality={props.quality}
      aria-label={qualityWords(props.quality)}
      title={qualityWords(props.quality)}
    >
      <svg width="14" height="12" viewBox="0 0 14 12" aria-hidden="true">
        <For each={BARS}>
          {(bar) => (
            <rect
              x={bar * 5}
              y={8 - bar * 4}
              width="3"
              height={4 + bar * 4}
              rx="1"
              fill="currentColor"
              opacity={bar < filled[props.quality] ? 1 : 0.3}
            />
          )}
        </For>
      </svg>
    </span>
  );
}
