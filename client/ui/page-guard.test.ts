import { expect, test } from 'bun:test';
import { createComponent, createMemo, createRoot, createSignal, type JSX } from 'solid-js';
import { settle } from '../fake-clock.ts';
import { createOpened } from './opened.ts';
import { PageGuard } from './page-guard.ts';

function show(page: () => JSX.Element) {
  const reported: unknown[] = [];
  const before = globalThis.reportError;
  globalThis.reportError = (error) => void reported.push(error);
  const [address, setAddress] = createSignal('/meet');
  const { shown, leave } = createRoot((dispose) => {
    const guard = createComponent(PageGuard, {
      get address() {
        return address();
      },
      instead: () => 'This page did not load.',
      get children() {
        return createMemo(page) as unknown as JSX.Element;
      },
    });
    return { shown: createMemo(() => read(guard)), leave: dispose };
  });
  const close = () => {
    leave();
    globalThis.reportError = before;
  };
  return { shown, setAddress, reported, close };
}

function read(element: unknown): unknown {
  return typeof element === 'function' ? read(element()) : element;
}

test('a part that does not come is said in place of its page and reported, until the person goes elsewhere', async () => {
  const lost = new TypeError('Failed to fetch a part of the page.');
  let opens = () => Promise.reject<{ close(): void; name: string }>(lost);
  const { shown, setAddress, reported, close } = show(() => {
    const store = createOpened(() => opens());
    return createMemo(() => store()?.name) as unknown as JSX.Element;
  });
  await settle();
  expect([shown(), reported]).toEqual(['This page did not load.', [lost]]);
  opens = async () => ({ name: 'Calls', close: () => {} });
  setAddress('/calls');
  await settle();
  expect(shown()).toBe('Calls');
  close();
});

test('what was opened is closed with its page, also when it comes after that; what never came is left alone', async () => {
  const closed: string[] = [];
  const unhandled: unknown[] = [];
  const note = (error: unknown) => void unhandled.push(error);
  process.on('unhandledRejection', note);
  for (const [name, opening] of [
    ['late', Promise.resolve()],
    ['lost', Promise.reject(new TypeError('Failed to fetch a part of the page.'))],
  ] as const)
    createRoot((dispose) => {
      createOpened(() => opening.then(() => ({ close: () => void closed.push(name) })));
      dispose();
    });
  await new Promise((resolve) => setTimeout(resolve));
  process.off('unhandledRejection', note);
  expect([closed, unhandled]).toEqual([['late'], []]);
});
