import { useLocation } from '@solidjs/router';
import { createEffect, createMemo, onCleanup, Show } from 'solid-js';
import { Portal } from 'solid-js/web';
import { useStores } from '../../stores/context.tsx';
import { createMedia, PHONE } from '../../ui/media.ts';
import { CallAudio } from './CallAudio.tsx';
import { CallStage } from './CallStage.tsx';
import { followCall, followPath, stageOpen } from './call-view.ts';
import { IncomingCalls } from './IncomingCalls.tsx';
import { makeRingBackTone } from './tones.ts';
import { watchPageVisibility } from './visible-size.ts';
import '../../styles/call.css';

/** All of calling that lies over the page: sound, stage, ringing. It stands in the body, above whatever is hidden below. */
export function CallLayer() {
  const { call } = useStores();
  const onStage = createMemo(() => call.state().phase !== 'idle');
  onCleanup(watchPageVisibility());
  createStageCourse();
  createCover(() => onStage() && stageOpen());
  createEffect(() => {
    if (call.state().phase !== 'ringing') return;
    const tone = makeRingBackTone();
    onCleanup(() => tone.close());
  });
  return (
    <Portal>
      <CallAudio />
      <Show when={onStage()}>
        <CallStage />
      </Show>
      <IncomingCalls />
    </Portal>
  );
}

/** The stage follows the call and the page; a call one left needs no last word. */
function createStageCourse(): void {
  const { call } = useStores();
  const location = useLocation();
  const phase = createMemo(() => call.state().phase);
  createEffect(() => followPath(location.pathname));
  createEffect(() => followCall(phase() !== 'idle' && phase() !== 'ended'));
  createEffect(() => {
    const state = call.state();
    if (state.phase === 'ended' && state.reason === 'left') call.dismissEnded();
  });
}

/** What the stage covers can neither be seen nor reached by keyboard. */
function createCover(covered: () => boolean): void {
  const phone = createMedia(PHONE);
  createEffect(() => {
    if (!covered()) return;
    const below = document.querySelector(phone() ? '.frame' : '.frame-main');
    below?.setAttribute('inert', '');
    onCleanup(() => below?.removeAttribute('inert'));
  });
}
