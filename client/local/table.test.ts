import { expect, test } from 'bun:test';
import { IDBFactory } from 'fake-indexeddb';
import { LocalDatabase } from './indexed-db.ts';
import { MemoryTable, type Table } from './table.ts';

const refusing = {
  open() {
    throw new Error('This window keeps nothing.');
  },
} as unknown as IDBFactory;

const tables: readonly [string, () => Table<{ text: string }>][] = [
  ['in IndexedDB', () => new LocalDatabase(new IDBFactory(), 'parley', ['notes']).table('notes')],
  ['in memory', () => new MemoryTable()],
  ['where IndexedDB is refused', () => new LocalDatabase(refusing, 'parley', ['notes']).table('notes')],
  ['where there is no IndexedDB', () => new LocalDatabase(undefined, 'parley', ['notes']).table('notes')],
];

test.each(tables)('a table %s keeps copies by key, in the order of keys', async (_, make) => {
  const table = make();
  const note = { text: 'one' };
  await table.put('b', note);
  note.text = 'changed afterwards';
  await table.put('a', { text: 'two' });
  expect(await table.get('b')).toEqual({ text: 'one' });
  expect(await table.get('c')).toBeUndefined();
  expect(await table.all()).toEqual([{ text: 'two' }, { text: 'one' }]);
  await table.delete('a');
  expect(await table.all()).toEqual([{ text: 'one' }]);
  await table.clear();
  expect(await table.all()).toEqual([]);
});

test('a table outlives the page, and is opened again after it was lost', async () => {
  const factory = new IDBFactory();
  const database = new LocalDatabase(factory, 'parley', ['notes']);
  await database.table('notes').put('a', { text: 'kept' });
  await database.close();
  expect(await database.table('notes').get('a')).toEqual({ text: 'kept' });
  expect(await new LocalDatabase(factory, 'parley', ['notes']).table('notes').all()).toEqual([
    { text: 'kept' },
  ]);
});
