import SignalHigh from 'lucide-solid/icons/signal-high';
import SignalLow from 'lucide-solid/icons/signal-low';
import SignalMedium from 'lucide-solid/icons/signal-medium';
import SignalZero from 'lucide-solid/icons/signal-zero';
import { Dynamic } from 'solid-js/web';
import type { RemoteParticipant } from '../../call/call-state.ts';
import { qualityWords } from './call-words.ts';

const icons = {
  good: SignalHigh,
  fair: SignalMedium,
  poor: SignalLow,
  unknown: SignalZero,
} satisfies Record<RemoteParticipant['quality'], typeof SignalHigh>;

export function QualityMark(props: { quality: RemoteParticipant['quality'] }) {
  return (
    <span
      role="img"
      class="quality"
      data-quality={props.quality}
      aria-label={qualityWords(props.quality)}
      title={qualityWords(props.quality)}
    >
      <Dynamic component={icons[props.quality]} size={16} aria-hidden="true" />
    </span>
  );
}
