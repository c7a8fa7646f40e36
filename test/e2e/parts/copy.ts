import type { Page } from '@playwright/test';

/** What the browser keeps a copy of, by its keys: `list`, and `window:` with the id of a conversation. */
export function kept(page: Page): Promise<string[]> {
  return page.evaluate(async () => {
    const database = await new Promise<IDBDatabase>((resolve) => {
      const opening = indexedDB.open('parley');
      opening.onsuccess = () => resolve(opening.result);
    });
    const asking = database.transaction('cache').objectStore('cache').getAllKeys();
    await new Promise((done) => (asking.onsuccess = done));
    database.close();
    return asking.result.map(String);
  });
}
