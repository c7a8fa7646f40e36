import { onCleanup } from 'solid-js';
import type { CallState } from '../../call/call-state.ts';
import { useStores } from '../../stores/context.tsx';
import { Button } from '../../ui/Button.tsx';
import { useAttempt } from './attempt.ts';
import { durationWords, endedWords } from './call-words.ts';
import { useTitleOf } from './use-call-title.ts';

const STAYS_MS = 8_000;

/** Says how it ended, then goes by itself. */
export function EndedView(props: { ended: Extract<CallState, { phase: 'ended' }> }) {
  const { call } = useStores();
  const titleOf = useTitleOf();
  const attempt = useAttempt();
  const title = () => titleOf(props.ended.conversationId);
  const timer = setTimeout(() => call.dismissEnded(), STAYS_MS);
  onCleanup(() => clearTimeout(timer));
  return (
    <div class="call-ended" role="status">
      <p class="call-ended-reason">{endedWords(props.ended.reason, title())}</p>
      <p class="call-ended-more">
        {title()}
        {props.ended.durationMs > 0 ? ` · ${durationWords(props.ended.durationMs)}` : ''}
      </p>
      <div class="call-ended-actions">
        <Button
          kind="plain"
          onClick={() => attempt(() => call.start(props.ended.conversationId, { video: false }))}
        >
          Call again
        </Button>
        <Button kind="primary" onClick={() => call.dismissEnded()}>
          Close
        </Button>
      </div>
    </div>
  );
}
