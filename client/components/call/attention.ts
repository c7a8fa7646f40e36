const FLASH_MS = 1_000;
const VIBRATION = [400, 200, 400, 2000];
const VIBRATE_EVERY_MS = 3_000;

/** Draws the eye to a page that rings: title, vibration, and a notification where the person allowed it. */
export function makeAttention(words: string): { close(): void } {
  const stops = [flashTitle(words), vibrate(), notify(words)];
  let closed = false;
  return {
    close() {
      if (closed) return;
      closed = true;
      for (const stop of stops) stop();
    },
  };
}

function flashTitle(words: string): () => void {
  let usual = document.title;
  const timer = setInterval(() => {
    if (document.title === words) {
      document.title = usual;
    } else {
      usual = document.title;
      document.title = words;
    }
  }, FLASH_MS);
  return () => {
    clearInterval(timer);
    if (document.title === words) document.title = usual;
  };
}

function vibrate(): () => void {
  if (!('vibrate' in navigator) || !navigator.userActivation?.hasBeenActive) return () => undefined;
  navigator.vibrate(VIBRATION);
  const timer = setInterval(() => navigator.vibrate(VIBRATION), VIBRATE_EVERY_MS);
  return () => {
    clearInterval(timer);
    navigator.vibrate(0);
  };
}

function notify(words: string): () => void {
  if (!('Notification' in window) || Notification.permission !== 'granted') return () => undefined;
  if (document.visibilityState === 'visible') return () => undefined;
  try {
    const notification = new Notification('Parley', { body: words, tag: 'call', requireInteraction: true });
    notification.addEventListener('click', () => {
      window.focus();
      notification.close();
    });
    return () => notification.close();
  } catch {
    // Android's browsers allow notifications from a service worker only.
    return () => undefined;
  }
}
