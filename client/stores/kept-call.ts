import { createEffect, createSignal, onCleanup } from 'solid-js';
import type { LocalState } from '../call/call-state.ts';
import { KeptMedia } from '../call/kept-media.ts';
import type { makeBrowserEngine } from '../call/browser-engine.ts';
import type { Socket } from '../socket/socket.ts';
import { makeCallStore } from './call.ts';

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
  onCleanup(() => {
    closed = true;
    call.close();
    media()?.end();
  });
  return { call, local, media };
}
