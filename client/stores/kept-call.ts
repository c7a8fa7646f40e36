import { createEffect, createSignal, on, onCleanup } from 'solid-js';
import type { LocalState } from '../call/call-state.ts';
import { KeptMedia } from '../call/kept-media.ts';
import type { makeBrowserEngine } from '../call/browser-engine.ts';
import type { Socket } from '../socket/socket.ts';
import { makeCallStore } from './call.ts';
import type { CallStore } from './call-contract.ts';

/** How an engine is made whose devices are given to it. */
export type MakeEngine = (
  ...input: Required<Parameters<typeof makeBrowserEngine>>
) => ReturnType<typeof makeBrowserEngine>;

const makeLateEngine: MakeEngine = async (...input) =>
  await (await import('../call/browser-engine.ts')).makeBrowserEngine(...input);

/** A call engine of its own, whose devices stay open from one meeting to the next, while `isOn`. */
export function createKeptCall(socket: Socket, isOn: () => boolean, makeEngine: MakeEngine = makeLateEngine) {
  const [media, setMedia] = createSignal<KeptMedia | null>(null);
  const [local, setLocal] = createSignal<LocalState | null>(null);
  let closed = false;
  const call = makeCallStore({
    socket,
    loadEngine: (link, watch) =>
      makeEngine(link, watch, (options) => {
        const kept = media() ?? new KeptMedia({ ...options, mayOpen: () => isOn() && !closed });
        setMedia(kept);
        return kept;
      }),
  });
  createEffect(() => {
    const kept = media();
    if (!kept) return;
    setLocal(kept.state);
    onCleanup(kept.onChange(() => setLocal(kept.state)));
  });
  createEffect(() => {
    if (!isOn()) media()?.rest();
  });
  followDevices(call, media);
  onCleanup(() => {
    closed = true;
    call.close();
    media()?.end();
  });
  return { call: { ...call, choose: chooseIn(call, media) }, local, media };
}

/** The engine knows the devices of its call. Between two calls what is kept open is reached here. */
function isFree(call: CallStore): boolean {
  const { phase } = call.state();
  return phase === 'idle' || phase === 'ended';
}

function chooseIn(call: CallStore, media: () => KeptMedia | null): CallStore['choose'] {
  return async (choice) => {
    const before = call.choice();
    await call.choose(choice);
    const after = call.choice();
    const changed = (['microphone', 'camera'] as const).filter((device) => after[device] !== before[device]);
    if (isFree(call)) await media()?.choose(changed);
  };
}

/** One that was missing may be there now. */
function followDevices(call: CallStore, media: () => KeptMedia | null): void {
  createEffect(
    on(
      call.devices,
      () => {
        if (isFree(call)) void media()?.lookAgain();
      },
      { defer: true },
    ),
  );
}
