import { createEffect, on, Show } from 'solid-js';
import type { CallState } from '../../call/call-state.ts';
import { useStores } from '../../stores/context.tsx';
import { CallAnnouncer } from './CallAnnouncer.tsx';
import { CallControls } from './CallControls.tsx';
import { createCallShortcuts } from './call-actions.ts';
import { stageOpen } from './call-view.ts';
import { EndedView } from './EndedView.tsx';
import { StageHeader } from './StageHeader.tsx';
import { StageNotices } from './StageNotices.tsx';
import { StageSide } from './StageSide.tsx';
import { TileGrid } from './TileGrid.tsx';
import { localOf } from './tiles.ts';

/**
 * Over the conversation, always dark. While one is back in the chat it stays in the document, unseen: its videos go on
 * where they were.
 */
export function CallStage() {
  const { call } = useStores();
  let stage: HTMLElement | undefined;
  createCallShortcuts();
  createEffect(on(stageOpen, (open) => open && stage?.focus({ preventScroll: true })));
  return (
    <section ref={stage} class="call-stage always-dark" aria-label="Call" tabindex="-1" hidden={!stageOpen()}>
      <Show when={localOf(call.state())}>
        {(local) => (
          <>
            <StageHeader />
            <StageNotices />
            <div class="call-body">
              <TileGrid />
              <StageSide />
            </div>
            <CallControls local={local()} />
            <CallAnnouncer />
          </>
        )}
      </Show>
      <Show when={endedOf(call.state())}>{(ended) => <EndedView ended={ended()} />}</Show>
    </section>
  );
}

function endedOf(state: CallState) {
  return state.phase === 'ended' ? state : null;
}
