import { openFrom, showPushed } from './notifications.ts';
import type { WorkerScope } from './scope.ts';
import { type Shell, ShellCache } from './shell-cache.ts';

/** Set by the build: see client/build-worker.ts. */
declare const __SHELL__: Shell;

const scope = globalThis as unknown as WorkerScope;
const shell = new ShellCache(__SHELL__, {
  caches: globalThis.caches,
  fetch: (request, init) => fetch(request, init),
  origin: location.origin,
});

scope.addEventListener('install', (event) => event.waitUntil(shell.fill().then(() => scope.skipWaiting())));
scope.addEventListener('activate', (event) => event.waitUntil(begin()));
scope.addEventListener('fetch', (event) => {
  const answer = shell.answer(event.request, event.preloadResponse);
  if (answer) event.respondWith(answer);
});
scope.addEventListener('push', (event) => event.waitUntil(showPushed(scope, event.data?.json())));
scope.addEventListener('notificationclick', (event) => event.waitUntil(openFrom(scope, event.notification)));

async function begin(): Promise<void> {
  // The page is asked for while the worker starts.
  await scope.registration.navigationPreload?.enable();
  await shell.dropOld();
  await scope.clients.claim();
}
