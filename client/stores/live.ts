import { createRoot, createSignal, onCleanup } from 'solid-js';
import type { Live } from '../../protocol/admin.ts';
import type { Socket } from '../socket/socket.ts';
import type { LiveStore } from './page-contract.ts';

/** Watches while the page stands, over every connection anew. */
export function makeLiveStore(socket: Socket): LiveStore {
  return createRoot((dispose) => {
    const [live, setLive] = createSignal<Live | null>(null);
    const [problem, setProblem] = createSignal<unknown>(null);
    const watch = async () => {
      try {
        const answer = await socket.request({ t: 'admin.watch', on: true });
        setLive(answer.live);
        setProblem(null);
      } catch (error) {
        setProblem(error);
      }
    };
    const stops = [
      socket.onEvent((event) => {
        if (event.t === 'session.welcome') void watch();
        if (event.t === 'admin.live') setLive(event.live);
      }),
    ];
    onCleanup(() => {
      for (const stop of stops) stop();
      socket.request({ t: 'admin.watch', on: false }).catch(() => undefined);
    });
    if (socket.state.state === 'open') void watch();
    return { live, problem, close: dispose };
  });
}
