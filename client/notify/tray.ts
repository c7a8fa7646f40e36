/** What the system shows of one conversation or thread: a later note takes the place of an earlier one. */
export interface Note {
  readonly tag: string;
  readonly title: string;
  readonly body: string;
  /** Address of a picture, or nothing. */
  readonly icon: string | null;
  /** Where a click leads. */
  readonly path: string;
  readonly isSilent: boolean;
}

export interface Tray {
  show(note: Note): Promise<void>;
  close(is: (tag: string) => boolean): Promise<void>;
}

const ICON = '/icons/icon-192.png';

/** Notifications through the service worker: they outlive the page, and it alone may show them on a phone. */
export function browserTray(registered: () => Promise<ServiceWorkerRegistration | undefined>): Tray {
  return {
    async show({ tag, title, body, icon, path, isSilent }) {
      const registration = await registered();
      // TypeScript's page types leave out what only service workers may use.
      const options: NotificationOptions & { renotify: boolean } = {
        tag,
        body,
        icon: icon ?? ICON,
        badge: ICON,
        data: { path },
        silent: isSilent,
        renotify: true,
      };
      await registration?.showNotification(title, options);
    },
    async close(is) {
      const registration = await registered();
      for (const notification of (await registration?.getNotifications()) ?? []) {
        if (is(notification.tag)) notification.close();
      }
    },
  };
}
