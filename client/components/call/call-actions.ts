import { onCleanup } from 'solid-js';
import { useStores } from '../../stores/context.tsx';
import { useAttempt } from './attempt.ts';
import { stageOpen } from './call-view.ts';
import { localOf } from './tiles.ts';

export interface CallActions {
  toggleMicrophone(): void;
  toggleCamera(): void;
  toggleScreen(): void;
  hangUp(): void;
  /** Phones' browsers offer no screen. */
  readonly canShare: boolean;
}

export function createCallActions(): CallActions {
  const { call } = useStores();
  const attempt = useAttempt();
  const local = () => localOf(call.state());
  return {
    toggleMicrophone: () => attempt(() => call.setMicrophone(!(local()?.microphone.on ?? false))),
    toggleCamera: () => attempt(() => call.setCamera(!(local()?.camera.on ?? false))),
    toggleScreen: () => attempt(() => call.shareScreen(!(local()?.screen.on ?? false))),
    hangUp: () => attempt(() => call.hangUp()),
    canShare: typeof navigator.mediaDevices?.getDisplayMedia === 'function',
  };
}

/** M, V and S while the stage is in front and nothing is being written. */
export function createCallShortcuts(): void {
  const { call } = useStores();
  const act = createCallActions();
  const shortcuts: Record<string, () => void> = {
    m: act.toggleMicrophone,
    v: act.toggleCamera,
    s: () => act.canShare && act.toggleScreen(),
  };
  const press = (event: KeyboardEvent) => {
    const shortcut = shortcuts[event.key.toLowerCase()];
    if (!shortcut || event.repeat || event.ctrlKey || event.metaKey || event.altKey) return;
    if (!stageOpen() || !localOf(call.state()) || isWriting(event.target)) return;
    event.preventDefault();
    shortcut();
  };
  window.addEventListener('keydown', press);
  onCleanup(() => window.removeEventListener('keydown', press));
}

function isWriting(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement && (target.isContentEditable || target.matches('input, textarea, select'))
  );
}
