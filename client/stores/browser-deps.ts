import type { Api } from '../api/api.ts';
import { lateApi } from '../api/late-api.ts';
import { systemClock } from '../clock.ts';
import type { DraftCopy } from '../drafts/draft-copy.ts';
import { LocalDatabase } from '../local/indexed-db.ts';
import { Outbox } from '../outbox/outbox.ts';
import type { OutboxItem } from '../outbox/outbox-item.ts';
import { broadcastChannel, webLocks } from '../outbox/tabs.ts';
import { browserPush } from '../notify/push.ts';
import { browserShell } from '../notify/shell.ts';
import { browserTray } from '../notify/tray.ts';
import { FOLDER } from '../direct/disk.ts';
import type { PickPlace, Place } from '../direct/places.ts';
import type { RoomTables } from '../direct/room-book.ts';
import { makeSocket } from '../socket/make-socket.ts';
import { WorkerClock } from '../socket/worker-clock.ts';
import type { StartTransfer } from '../upload/transfer.ts';
import { type Shelved, UploadShelf, webClaims } from '../upload/upload-shelf.ts';
import { lateTransfers } from '../upload/late-transfer.ts';
import { makeUuid } from '../uuid.ts';
import type { CacheEntry } from './local-cache.ts';
import { browserPage } from './page.ts';
import { forgetIn, safeStorage } from './remembered-user.ts';
import type { StoreDeps } from './store-deps.ts';

/** Everything the stores need, as a real page has it. */
export function browserDeps(): StoreDeps {
  const api = lateApi(async () => (await import('../api/trpc.ts')).makeBrowserApi());
  const wakefulClock = new WorkerClock();
  const socket = makeSocket({ url: socketUrl(location), deviceId: makeUuid(), clock: wakefulClock });
  const shell = browserShell(import.meta.env.PROD);
  const holdLock = webLocks(navigator.locks);
  const database = new LocalDatabase(globalThis.indexedDB, 'parley', ['outbox', 'cache', 'drafts']);
  const outbox = database.table<OutboxItem>('outbox');
  const cache = database.table<CacheEntry>('cache');
  const drafts = database.table<DraftCopy>('drafts');
  // By itself: what is in it is large, and no change of the other tables empties it.
  const shelved = new LocalDatabase(globalThis.indexedDB, 'parley-uploads', ['shelf']).table<Shelved>(
    'shelf',
  );
  const rooms = directTables();
  const places = new LocalDatabase(globalThis.indexedDB, 'parley-places', ['places']).table<Place>('places');
  return {
    api,
    socket,
    cache,
    drafts,
    clock: systemClock,
    random: Math.random,
    page: browserPage,
    storage: safeStorage(() => localStorage),
    tabStorage: safeStorage(() => sessionStorage),
    root: document.documentElement,
    transfers: lateTransfers(loadTus(api)),
    shelf: new UploadShelf({ table: shelved, claim: webClaims(navigator.locks) }),
    makeOutbox: (userId) =>
      new Outbox({
        userId,
        socket,
        table: outbox,
        clock: systemClock,
        random: Math.random,
        holdLock,
        channel: broadcastChannel('parley-outbox'),
      }),
    direct: {
      tables: rooms,
      places,
      pickPlace: pickPlaceOf(window as { showSaveFilePicker?: PickPlace }),
      claim: webClaims(navigator.locks),
    },
    shell,
    wakefulClock,
    holdLock,
    tray: browserTray(shell.registered),
    push: browserPush(shell.registered),
    async forget() {
      forgetIn(() => localStorage);
      await Promise.allSettled(
        [outbox, cache, drafts, shelved, places, ...Object.values(rooms)].map((table) => table.clear()),
      );
      await forgetFiles();
    },
  };
}

/** One for all uploads: it knows which files are on their way. */
function loadTus(api: Api): () => Promise<StartTransfer> {
  let made: StartTransfer | undefined;
  return async () => {
    const { tusTransfers } = await import('../upload/tus-transfer.ts');
    made ??= tusTransfers({ endpoint: '/files/upload', readFile: (id) => api.file(id) });
    return made;
  };
}

/** null: this browser has no such question, or not on a page that is not secure. */
function pickPlaceOf(scope: { readonly showSaveFilePicker?: PickPlace }): PickPlace | null {
  return scope.showSaveFilePicker?.bind(scope) ?? null;
}

/** By itself too: who has its files empties it. */
function directTables(): RoomTables {
  const database = new LocalDatabase(globalThis.indexedDB, 'parley-direct', [
    'rooms',
    'waiting',
    'lines',
    'files',
  ]);
  return {
    rooms: database.table('rooms'),
    waiting: database.table('waiting'),
    lines: database.table('lines'),
    files: database.table('files'),
  };
}

async function forgetFiles(): Promise<void> {
  try {
    const root = await navigator.storage.getDirectory();
    await root.removeEntry(FOLDER, { recursive: true });
  } catch {
    // There were none.
  }
}

function socketUrl({ protocol, host }: Location): string {
  return `${protocol === 'https:' ? 'wss' : 'ws'}://${host}/ws`;
}
