import { type Accessor, createResource, onCleanup } from 'solid-js';

/** What a page opens as it comes and closes as it goes. Where it cannot be opened, reading it throws. */
export function createOpened<T extends { close(): void }>(open: () => Promise<T>): Accessor<T | undefined> {
  const opened = open();
  const [store] = createResource(() => opened);
  onCleanup(() => void opened.then((one) => one.close()).catch(() => {}));
  return store;
}
