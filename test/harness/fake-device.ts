import type { PushTarget } from '../../client/api/api.ts';
import type { Push } from '../../client/notify/push.ts';
import type { Shell } from '../../client/notify/shell.ts';
import type { Note, Tray } from '../../client/notify/tray.ts';

/** A browser that was asked before and said yes; what it shows is a list. */
export class FakeDevice {
  readonly notes = new Map<string, Note>();
  permission: NotificationPermission = 'granted';
  subscription: PushTarget | null = null;
  badge = 0;
  update: () => void = () => {};

  readonly tray: Tray = {
    show: async (note) => void this.notes.set(note.tag, note),
    close: async (is) => {
      for (const tag of this.notes.keys()) if (is(tag)) this.notes.delete(tag);
    },
  };

  readonly push: Push = {
    isPossible: () => true,
    subscribe: async (serverKey) => {
      this.subscription = { endpoint: `https://push.example/${serverKey}`, p256dh: 'p', auth: 'a' };
      return this.subscription;
    },
    unsubscribe: async () => {
      const endpoint = this.subscription?.endpoint ?? null;
      this.subscription = null;
      return endpoint;
    },
  };

  readonly shell: Shell = {
    register: () => {},
    registered: async () => undefined,
    permission: () => this.permission,
    askPermission: async () => this.permission,
    isInstalled: () => false,
    installer: () => null,
    onInstaller: () => () => {},
    onUpdate: (listener) => {
      this.update = listener;
      return () => {};
    },
    onOpen: () => () => {},
    setBadge: async (count) => void (this.badge = count),
  };

  get parts() {
    return { shell: this.shell, tray: this.tray, push: this.push };
  }
}
