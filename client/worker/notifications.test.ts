import { expect, test } from 'bun:test';
import { openFrom, showPushed } from './notifications.ts';
import type { WindowClient, WorkerScope } from './scope.ts';

/** A worker's world with these pages open; what it shows is a list. */
function world(...pages: Partial<WindowClient>[]) {
  const shown: { title: string; tag: string; data: { path: string }; close(): void }[] = [];
  const opened: string[] = [];
  const told: unknown[] = [];
  const scope = {
    registration: {
      getNotifications: async () => [...shown],
      showNotification: async (title: string, { tag, data }: { tag: string; data: { path: string } }) => {
        const same = shown.findIndex((one) => one.tag === tag);
        const notification = {
          title,
          tag,
          data,
          close: () => void shown.splice(shown.indexOf(notification), 1),
        };
        shown.splice(same < 0 ? shown.length : same, same < 0 ? 0 : 1, notification);
      },
    },
    clients: {
      matchAll: async () =>
        pages.map((page, index) => ({
          url: 'https://parley.example/',
          focused: false,
          visibilityState: 'hidden',
          focus: async () => void told.push(`focus ${index}`),
          postMessage: (message: unknown) => void told.push([index, message]),
          ...page,
        })),
      openWindow: async (path: string) => void opened.push(path),
    },
  } as unknown as WorkerScope;
  return { scope, shown, opened, told };
}

const from = { conversationId: 'c1', title: 'Alice', isSilent: false };
const message = (number: number, body: string, threadRootId: string | null = null) => ({
  ...from,
  ...{ kind: 'message', number, body, threadRootId },
});
const asNotification = (one: unknown) => one as Notification;

test('a conversation that is looked at needs no notification; one that is open in a hidden page does', async () => {
  const url = 'https://parley.example/c/c1?details';
  const seen = world({ url, visibilityState: 'visible' });
  await showPushed(seen.scope, message(1, 'hello'));
  expect(seen.shown).toEqual([]);
  const hidden = world({ url });
  const { threadRootId: _, ...older } = message(1, 'hello');
  await showPushed(hidden.scope, older);
  await showPushed(hidden.scope, message(2, 'again'));
  expect(hidden.shown.map(({ tag, data }) => [tag, data.path])).toEqual([['conversation:c1', '/c/c1?at=2']]);
});

test('a reply is shown beside its conversation’s note, unless its thread is looked at, and leads into the thread', async () => {
  const url = 'https://parley.example/c/c1?thread=';
  const other = world({ url: `${url}r2`, visibilityState: 'visible' });
  await showPushed(other.scope, message(3, 'a reply', 'r1'));
  expect(other.shown.map(({ tag, data }) => [tag, data.path])).toEqual([
    ['thread:c1:r1', '/c/c1?thread=r1&reply=3'],
  ]);
  const same = world({ url: `${url}r1`, visibilityState: 'visible' });
  await showPushed(same.scope, message(3, 'a reply', 'r1'));
  expect(same.shown).toEqual([]);
});

test('a ring is put away when its time is over', async () => {
  const { scope, shown } = world();
  const ringing = showPushed(scope, { ...from, kind: 'call', callId: 'k', body: 'Call', forMs: 20 });
  await Bun.sleep(0);
  expect(shown.map(({ tag }) => tag)).toEqual(['call:k']);
  await ringing;
  expect(shown).toEqual([]);
});

test('a press goes to the page that is looked at, else to any, else opens one; never to a foreign place', async () => {
  const pages = world({}, { visibilityState: 'visible' });
  await showPushed(pages.scope, message(3, 'hello'));
  await openFrom(pages.scope, asNotification(pages.shown[0]));
  expect(pages.told).toEqual([[1, { open: '/c/c1?at=3' }], 'focus 1']);
  expect(pages.shown).toEqual([]);
  const none = world();
  await openFrom(none.scope, asNotification({ data: { path: '/c/c1' }, close() {} }));
  await openFrom(none.scope, asNotification({ data: { path: 'https://elsewhere.example' }, close() {} }));
  expect(none.opened).toEqual(['/c/c1', '/']);
});
