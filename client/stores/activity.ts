import { AWAY_AFTER_MS } from '../../protocol/limits.ts';
import type { Clock } from '../clock.ts';
import type { Socket } from '../socket/socket.ts';
import type { Page } from './page.ts';

/** Reports this device away after a time without input, and back at the first sign of life. Close it by the function. */
export function makeActivity(socket: Socket, page: Page, clock: Clock): () => void {
  let lastInput = clock.now();
  let state: 'online' | 'away' = 'online';
  let stopTimer = () => {};

  const become = (next: 'online' | 'away') => {
    if (state === next) return;
    state = next;
    socket.notify<'presence.set'>({ t: 'presence.set', state });
  };
  // Inputs only note the time: a timer for each would be thousands.
  const look = () => {
    const idle = clock.now() - lastInput;
    if (idle >= AWAY_AFTER_MS) become('away');
    else stopTimer = clock.after(AWAY_AFTER_MS - idle, look);
  };
  const alive = () => {
    lastInput = clock.now();
    if (state === 'online') return;
    become('online');
    look();
  };
  look();
  const stops = [
    page.onInput(alive),
    page.onVisible(alive),
    socket.onEvent((event) => {
      // The server takes a new connection for an active one.
      if (event.t === 'session.welcome' && state === 'away')
        socket.notify<'presence.set'>({ t: 'presence.set', state });
    }),
  ];
  return () => {
    stopTimer();
    for (const stop of stops) stop();
  };
}
