import { Emitter } from '../emitter.ts';

/** Runs `whileHeld` when no other tab holds the name, and lets go when its promise is settled. */
export type HoldLock = (name: string, signal: AbortSignal, whileHeld: () => Promise<void>) => Promise<void>;

/** Tells the other tabs of this browser, never this one. */
export interface TabChannel<T> {
  post(message: T): void;
  onMessage(listener: (message: T) => void): () => void;
  close(): void;
}

/** Web Locks exist on secure pages only. Without them each tab sends, and the server drops the doubles by `clientId`. */
export function webLocks(locks: LockManager | undefined): HoldLock {
  return async (name, signal, whileHeld) => {
    if (signal.aborted) return;
    if (!locks) return whileHeld();
    try {
      await locks.request(name, { signal }, whileHeld);
    } catch (error) {
      if (!signal.aborted) throw error;
    }
  };
}

export function broadcastChannel<T>(name: string): TabChannel<T> {
  const channel = new BroadcastChannel(name);
  const messages = new Emitter<T>();
  // Only this code posts to the name; a tab of another version has been told to reload.
  channel.onmessage = (event) => messages.emit(event.data as T);
  let isClosed = false;
  return {
    post(message) {
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a channel is of one origin
      if (!isClosed) channel.postMessage(message);
    },
    onMessage: (listener) => messages.on(listener),
    close() {
      isClosed = true;
      channel.close();
    },
  };
}
