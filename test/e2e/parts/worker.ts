import { expect, type BrowserContextOptions, type Page, type Worker } from '@playwright/test';

/** A browser that keeps what it is given for later, and whose person allowed notifications. */
export const WITH_WORKER: BrowserContextOptions = {
  serviceWorkers: 'allow',
  permissions: ['notifications'],
};

/** The page's worker, once it has all that the page is made of and answers for it. */
export async function workerOf(page: Page): Promise<Worker> {
  await page.evaluate(async () => {
    const { serviceWorker } = navigator;
    while (!serviceWorker.controller) await new Promise((later) => setTimeout(later, 50));
  });
  const context = page.context();
  const [worker] = context.serviceWorkers();
  return worker ?? (await context.waitForEvent('serviceworker'));
}

export interface Shown {
  readonly tag: string;
  readonly text: string;
}

export async function notifications(page: Page): Promise<Shown[]> {
  return page.evaluate(async () => {
    const registration = await navigator.serviceWorker.getRegistration();
    const shown = (await registration?.getNotifications()) ?? [];
    return shown.map(({ tag, title, body }) => ({ tag, text: `${title}: ${body}` }));
  });
}

export async function expectNotifications(page: Page, ...texts: string[]): Promise<void> {
  await expect
    .poll(async () => (await notifications(page)).map(({ text }) => text), { timeout: 15_000 })
    .toEqual(texts);
}

/** What the system does when somebody presses a notification; no test can press it itself. */
export async function press(worker: Worker, tag: string): Promise<void> {
  await worker.evaluate(async (wanted) => {
    const scope = globalThis as unknown as {
      registration: ServiceWorkerRegistration;
      NotificationEvent: new (type: string, init: { notification: Notification }) => Event;
    };
    const [notification] = await scope.registration.getNotifications({ tag: wanted });
    if (!notification) throw new Error(`There is no notification ${wanted}.`);
    dispatchEvent(new scope.NotificationEvent('notificationclick', { notification }));
  }, tag);
}

/**
 * As the browser's push service would: through the browser, into the worker, until what it shows is up. Chromium forgets
 * a notification whose worker or page asks for all of them before that.
 */
export async function deliverPush(page: Page, payload: object): Promise<void> {
  const worker = await workerOf(page);
  const before = await shows(worker);
  await handOver(page, payload);
  await expect.poll(() => shows(worker), { timeout: 15_000 }).toBeGreaterThan(before);
}

/** How many notifications the worker has brought up since it was first asked. */
function shows(worker: Worker): Promise<number> {
  return worker.evaluate(() => {
    const scope = globalThis as unknown as { registration: ServiceWorkerRegistration; shows?: number };
    const { registration } = scope;
    if (scope.shows === undefined) {
      scope.shows = 0;
      const show = registration.showNotification.bind(registration);
      registration.showNotification = async (title, options) => {
        await show(title, options);
        scope.shows = (scope.shows ?? 0) + 1;
      };
    }
    return scope.shows;
  });
}

async function handOver(page: Page, payload: object): Promise<void> {
  const session = await page.context().newCDPSession(page);
  const registration = new Promise<string>((found) => {
    // One that is on its way to being active gets nothing yet.
    session.on('ServiceWorker.workerVersionUpdated', ({ versions }) => {
      const active = versions.find(({ status }) => status === 'activated');
      if (active) found(active.registrationId);
    });
  });
  await session.send('ServiceWorker.enable');
  await session.send('ServiceWorker.deliverPushMessage', {
    origin: new URL(page.url()).origin,
    registrationId: await registration,
    data: JSON.stringify(payload),
  });
  await session.detach();
}
