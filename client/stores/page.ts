/** What the stores need to know of the page they live in. */
export interface Page {
  /** This page is in front of the user's eyes. */
  isVisible(): boolean;
  onVisible(listener: () => void): () => void;
  /** The user touched, typed or moved. Comes often. */
  onInput(listener: () => void): () => void;
  /** The page may be gone after this. */
  onHide(listener: () => void): () => void;
  /** Another tab wrote this key of localStorage. */
  onOtherTab(key: string, listener: () => void): () => void;
  reload(): void;
}

const INPUTS = ['pointerdown', 'pointermove', 'keydown', 'wheel', 'touchstart'] as const;

export const browserPage: Page = {
  isVisible: () => document.visibilityState === 'visible',
  onVisible: (listener) =>
    on(document, 'visibilitychange', () => document.visibilityState === 'visible' && listener()),
  onInput(listener) {
    const stops = INPUTS.map((type) => on(window, type, listener));
    return () => {
      for (const stop of stops) stop();
    };
  },
  onHide(listener) {
    const stops = [
      on(window, 'pagehide', listener),
      on(document, 'visibilitychange', () => document.visibilityState === 'hidden' && listener()),
    ];
    return () => {
      for (const stop of stops) stop();
    };
  },
  onOtherTab(key, listener) {
    const hear = (event: StorageEvent) => event.key === key && listener();
    window.addEventListener('storage', hear);
    return () => window.removeEventListener('storage', hear);
  },
  reload: () => location.reload(),
};

function on(target: EventTarget, type: string, listener: () => void): () => void {
  target.addEventListener(type, listener, { passive: true });
  return () => target.removeEventListener(type, listener);
}
