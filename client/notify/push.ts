import type { PushTarget } from '../api/api.ts';

/** This browser's subscription to its push service, by which the server reaches it while no page is open. */
export interface Push {
  isPossible(): boolean;
  /** Rejects where the browser's push service cannot be had. */
  subscribe(serverKey: string): Promise<PushTarget>;
  /** Answers the address that is no longer valid; null where there was none. */
  unsubscribe(): Promise<string | null>;
}

export function browserPush(registered: () => Promise<ServiceWorkerRegistration | undefined>): Push {
  const find = async () => (await registered())?.pushManager.getSubscription();
  return {
    isPossible: () => 'PushManager' in globalThis && 'serviceWorker' in navigator,
    async subscribe(serverKey) {
      const registration = await registered();
      if (!registration) throw new Error('There is no service worker.');
      const before = await registration.pushManager.getSubscription();
      // One that was made for another server's key is of no use to this one.
      if (before && !isFor(before, serverKey)) await before.unsubscribe();
      const options = { userVisibleOnly: true, applicationServerKey: serverKey };
      return targetOf(await registration.pushManager.subscribe(options));
    },
    async unsubscribe() {
      const subscription = await find();
      await subscription?.unsubscribe();
      return subscription?.endpoint ?? null;
    },
  };
}

function targetOf(subscription: PushSubscription): PushTarget {
  const { keys } = subscription.toJSON();
  return { endpoint: subscription.endpoint, p256dh: keys?.['p256dh'] ?? '', auth: keys?.['auth'] ?? '' };
}

function isFor({ options }: PushSubscription, serverKey: string): boolean {
  const key = options.applicationServerKey;
  if (!key) return false;
  const text = btoa(String.fromCharCode(...new Uint8Array(key)));
  return text.replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '') === serverKey.replaceAll('=', '');
}
