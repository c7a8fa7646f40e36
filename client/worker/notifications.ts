import { type Place, pathOf, tagOf } from '../notify/place.ts';
import type { WorkerScope } from './scope.ts';

/** server/push/payload.ts, as far as it is used here. */
type Payload = { conversationId: string; title: string; body: string; isSilent: boolean } & (
  | { kind: 'message'; number: number; threadRootId?: string | null }
  | { kind: 'call'; callId: string; forMs: number }
);

const ICON = '/icons/icon-192.png';
const RING = [400, 200, 400, 200, 400];

/** A push came: the browser insists that something is shown, unless a page is looked at. */
export async function showPushed(scope: WorkerScope, data: unknown): Promise<void> {
  const payload = data as Payload;
  const { conversationId, title, body, isSilent: silent } = payload;
  const base = { body, silent, icon: ICON, badge: ICON };
  if (payload.kind === 'call') {
    const path = `/c/${conversationId}`;
    const tag = `call:${payload.callId}`;
    const ring = { tag, requireInteraction: true, ...(silent ? {} : { vibrate: RING }) };
    await scope.registration.showNotification(title, { ...base, ...ring, data: { path, conversationId } });
    await new Promise((over) => setTimeout(over, payload.forMs));
    return closeThose(scope, (notification) => notification.tag === tag);
  }
  await closeThose(
    scope,
    ({ tag, data: of }) => tag.startsWith('call:') && of?.conversationId === conversationId,
  );
  // A push may have waited at its service since a version that told of no threads.
  const place = { conversationId, threadRootId: payload.threadRootId ?? null };
  if (await isLookedAt(scope, place)) return;
  const how = { tag: tagOf(place), renotify: true, data: { path: pathOf(place, payload.number) } };
  await scope.registration.showNotification(title, { ...base, ...how });
}

/** A page that is open goes there; without one a new one is opened. */
export async function openFrom(scope: WorkerScope, notification: Notification): Promise<void> {
  notification.close();
  const path: unknown = notification.data?.path;
  const target = typeof path === 'string' && path.startsWith('/') ? path : '/';
  const pages = await windows(scope);
  const page =
    pages.find(({ focused }) => focused) ??
    pages.find(({ visibilityState }) => visibilityState === 'visible') ??
    pages[0];
  if (!page) return void (await scope.clients.openWindow(target));
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a worker's clients are of its own origin
  page.postMessage({ open: target });
  await page.focus();
}

/** A conversation beside which another thread is open is looked at; a thread that is not open is not. */
async function isLookedAt(scope: WorkerScope, { conversationId, threadRootId }: Place): Promise<boolean> {
  const pages = await windows(scope);
  return pages.some(({ url, visibilityState }) => {
    const { pathname, searchParams } = new URL(url);
    if (visibilityState !== 'visible' || pathname !== `/c/${conversationId}`) return false;
    return threadRootId === null || searchParams.get('thread') === threadRootId;
  });
}

function windows(scope: WorkerScope) {
  return scope.clients.matchAll({ type: 'window', includeUncontrolled: true });
}

async function closeThose(scope: WorkerScope, is: (notification: Notification) => boolean): Promise<void> {
  for (const notification of await scope.registration.getNotifications()) {
    if (is(notification)) notification.close();
  }
}
