/** What a browser offers beside the page. */
export interface Shell {
  /** Lets the service worker be fetched, once the page has what it needs for itself. */
  register(): void;
  /** undefined: there is none, or not yet. */
  registered(): Promise<ServiceWorkerRegistration | undefined>;
  permission(): NotificationPermission | 'impossible';
  askPermission(): Promise<NotificationPermission>;
  isInstalled(): boolean;
  /** null: the browser does not offer it. */
  installer(): (() => Promise<void>) | null;
  onInstaller(listener: () => void): () => void;
  /** Another version of the page was fetched: the next load is of it. */
  onUpdate(listener: () => void): () => void;
  /** A notification was clicked. */
  onOpen(listener: (path: string) => void): () => void;
  /** On the icon of the installed page. */
  setBadge(count: number): Promise<void>;
}

/** The browser's own event, which no standard names. */
interface InstallPrompt extends Event {
  prompt(): Promise<unknown>;
}

const WORKER = '/sw.js';
/** The first paint, its fonts and the conversation come first. */
const REGISTER_AFTER_MS = 2_000;

export function browserShell(isBuilt: boolean): Shell {
  const { serviceWorker } = navigator;
  let offered: InstallPrompt | null = null;
  // Where there is no worker the page does without one: `ready` would wait for ever.
  const registered = async () => (isBuilt ? serviceWorker?.getRegistration() : undefined);
  return {
    registered,
    register() {
      if (!isBuilt || !serviceWorker) return;
      setTimeout(() => void serviceWorker.register(WORKER).catch(() => {}), REGISTER_AFTER_MS);
    },
    permission: () =>
      'Notification' in globalThis && serviceWorker ? Notification.permission : 'impossible',
    askPermission: async () => ('Notification' in globalThis ? Notification.requestPermission() : 'denied'),
    isInstalled: () => matchMedia('(display-mode: standalone)').matches,
    installer: () => {
      const prompt = offered;
      return prompt && (async () => void (await prompt.prompt()));
    },
    onInstaller(listener) {
      return on(window, ['beforeinstallprompt', 'appinstalled'], (event) => {
        event.preventDefault();
        offered = event.type === 'beforeinstallprompt' ? (event as InstallPrompt) : null;
        listener();
      });
    },
    onUpdate(listener) {
      // The first worker of all takes over a page that is as new as itself.
      let isFirst = !serviceWorker?.controller;
      if (!serviceWorker) return () => {};
      return on(serviceWorker, ['controllerchange'], () => {
        if (!isFirst) listener();
        isFirst = false;
      });
    },
    onOpen(listener) {
      if (!serviceWorker) return () => {};
      return on(serviceWorker, ['message'], (event) => {
        const path = event instanceof MessageEvent ? pathIn(event.data) : null;
        if (path !== null) listener(path);
      });
    },
    async setBadge(count) {
      if (!('setAppBadge' in navigator)) return;
      await (count > 0 ? navigator.setAppBadge(count) : navigator.clearAppBadge());
    },
  };
}

function pathIn(data: unknown): string | null {
  if (typeof data !== 'object' || data === null || !('open' in data)) return null;
  return typeof data.open === 'string' && data.open.startsWith('/') ? data.open : null;
}

function on(target: EventTarget, types: readonly string[], listener: (event: Event) => void): () => void {
  for (const type of types) target.addEventListener(type, listener);
  return () => {
    for (const type of types) target.removeEventListener(type, listener);
  };
}
