import { IDBFactory } from 'fake-indexeddb';
import { makeApi } from '../../client/api/trpc.ts';
import { systemClock } from '../../client/clock.ts';
import { LocalDatabase } from '../../client/local/indexed-db.ts';
import { Outbox } from '../../client/outbox/outbox.ts';
import { MemoryTable } from '../../client/local/table.ts';
import { UploadShelf } from '../../client/upload/upload-shelf.ts';
import { makeSocket } from '../../client/socket/make-socket.ts';
import type { StoreDeps } from '../../client/stores/store-deps.ts';
import { makeStores, type OwnedStores } from '../../client/stores/stores.ts';
import { FakeDevice } from './fake-device.ts';
import { FakePage, makeStorage } from './fake-page.ts';
import { makeUuid } from '../../client/uuid.ts';
import { openWebSocket, type SignedIn } from './client.ts';

/** A page without a window: the client's own stores, engines and outbox against a real server. */
export function openPage(client: SignedIn, disk = new IDBFactory()): OwnedStores {
  const socket = makeSocket({
    url: client.url,
    deviceId: makeUuid(),
    makeWebSocket: () => openWebSocket(client),
    wakeUps: () => () => {},
  });
  const database = new LocalDatabase(disk, 'parley', ['outbox', 'cache', 'drafts']);
  const deps: StoreDeps = {
    socket,
    api: makeApi(client.api),
    clock: systemClock,
    random: Math.random,
    page: new FakePage(),
    storage: makeStorage(),
    tabStorage: makeStorage(),
    cache: database.table('cache'),
    drafts: database.table('drafts'),
    root: { dataset: {} } as HTMLElement,
    transfers: () => {
      throw new Error('A page without a window uploads nothing.');
    },
    direct: {
      tables: {
        rooms: new MemoryTable(),
        waiting: new MemoryTable(),
        lines: new MemoryTable(),
        files: new MemoryTable(),
      },
      places: new MemoryTable(),
      pickPlace: null,
      claim: async () => () => {},
    },
    shelf: new UploadShelf({ table: new MemoryTable(), claim: async () => () => {} }),
    makeOutbox: (userId) =>
      new Outbox({
        userId,
        socket,
        table: database.table('outbox'),
        clock: systemClock,
        random: Math.random,
        holdLock: (_name, _signal, whileHeld) => whileHeld(),
        channel: { post: () => {}, onMessage: () => () => {}, close: () => {} },
      }),
    ...new FakeDevice().parts,
    wakefulClock: systemClock,
    holdLock: (_name, _signal, whileHeld) => whileHeld(),
    forget: async () => {},
  };
  return makeStores(deps);
}
