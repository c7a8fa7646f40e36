import { type Accessor, createMemo, createSignal, onCleanup } from 'solid-js';
import type { Api } from '../api/api.ts';
import type { Push } from '../notify/push.ts';
import type { Tray } from '../notify/tray.ts';
import type { Shell } from '../notify/shell.ts';
import type { Page } from './page.ts';
import type { SmallStorage } from './remembered-user.ts';

/**
 * `off`: not asked for, or turned off here; `denied`: the browser refuses; `impossible`: it has none. `page`: as long as a
 * page is open; `always`: the server reaches this browser without one.
 */
export type Notifying = 'off' | 'denied' | 'impossible' | 'page' | 'always';

/** What this browser does beside the page: notifications, being installed, new versions. */
export interface DeviceStore {
  notifying: Accessor<Notifying>;
  /** Call it from a press: the browser asks the person. Rejects with ParleyError. */
  notify(on: boolean): Promise<void>;
  /** Asks the person whether to install Parley; null: the browser does not offer it. */
  install: Accessor<(() => Promise<void>) | null>;
  isInstalled: Accessor<boolean>;
  /** How much calls for attention, on the icon of the installed page. */
  setBadge(count: number): void;
  /** A notification was clicked: the page is to go there. */
  onOpen(listener: (path: string) => void): () => void;
}

export interface OwnedDeviceStore extends DeviceStore {
  /** The person is signed in, and the connection is there. */
  begin(): void;
  /** Nothing that was theirs stays on this device. */
  forget(): Promise<void>;
}

export interface DeviceDeps {
  readonly api: Pick<Api, 'pushKey' | 'subscribePush' | 'unsubscribePush'>;
  readonly storage: SmallStorage;
  readonly push: Push;
  readonly tray: Tray;
  readonly shell: Shell;
  readonly page: Pick<Page, 'onOtherTab'>;
  onUpdate(): void;
}

const KEY = 'parley.notify';

export function createDeviceStore({
  api,
  storage,
  push,
  tray,
  shell,
  page,
  onUpdate,
}: DeviceDeps): OwnedDeviceStore {
  const [isPushed, setPushed] = createSignal(false);
  const { wanted, want, permission, asked } = createConsent({ storage, shell, page });
  const [install, setInstall] = createSignal(shell.installer());
  let hasBegun = false;
  const stops = [shell.onInstaller(() => setInstall(() => shell.installer())), shell.onUpdate(onUpdate)];
  onCleanup(() => {
    for (const stop of stops) stop();
  });

  const { subscribe, unsubscribe } = makeSubscriber(api, push, setPushed);

  return {
    notifying: createMemo(() => {
      if (permission() === 'impossible') return 'impossible';
      if (permission() === 'denied') return 'denied';
      if (!wanted() || permission() !== 'granted') return 'off';
      return isPushed() ? 'always' : 'page';
    }),
    async notify(on) {
      want(on && (await shell.askPermission()) === 'granted');
      asked();
      if (wanted()) await subscribe();
      else await unsubscribe();
    },
    install,
    isInstalled: shell.isInstalled,
    setBadge: (count) => void shell.setBadge(count).catch(() => {}),
    onOpen: (listener) => shell.onOpen(listener),
    begin() {
      if (hasBegun) return;
      hasBegun = true;
      shell.register();
      if (wanted() && permission() === 'granted') void subscribe().catch(() => {});
    },
    async forget() {
      hasBegun = false;
      want(false);
      setPushed(false);
      // The server dropped its half with the session.
      await Promise.allSettled([push.unsubscribe(), tray.close(() => true), shell.setBadge(0)]);
    },
  };
}

/** What the person wants and the browser allows, in all tabs: one switches, and perhaps another one shows. */
function createConsent({ storage, shell, page }: Pick<DeviceDeps, 'storage' | 'shell' | 'page'>) {
  const [wanted, setWanted] = createSignal(false);
  const [permission, setPermission] = createSignal(shell.permission());
  const lookAgain = () => {
    setWanted(storage.getItem(KEY) === 'on');
    setPermission(shell.permission());
  };
  lookAgain();
  onCleanup(page.onOtherTab(KEY, lookAgain));
  return {
    wanted,
    permission,
    asked: () => void setPermission(shell.permission()),
    want(on: boolean) {
      if (on) storage.setItem(KEY, 'on');
      else storage.removeItem(KEY);
      setWanted(on);
    },
  };
}

function makeSubscriber(api: DeviceDeps['api'], push: Push, setPushed: (is: boolean) => void) {
  return {
    /** The server learns an address that changed, and who uses it now. */
    async subscribe() {
      if (!push.isPossible()) return;
      const { key } = await api.pushKey();
      const target = await push.subscribe(key).catch(() => null);
      if (target) await api.subscribePush(target);
      setPushed(target !== null);
    },
    async unsubscribe() {
      setPushed(false);
      const endpoint = await push.unsubscribe().catch(() => null);
      if (endpoint !== null) await api.unsubscribePush(endpoint);
    },
  };
}
