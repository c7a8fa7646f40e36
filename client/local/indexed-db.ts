import { MemoryTable, type Table } from './table.ts';

/** Raised with every table that comes or goes; what is in the others stays: messages may wait there to be sent. */
const VERSION = 2;

/** One IndexedDB database, opened at the first use. Where the browser refuses it, memory stands in. */
export class LocalDatabase {
  readonly #factory: IDBFactory | undefined;
  readonly #name: string;
  readonly #tables: readonly string[];
  #opening: Promise<IDBDatabase> | null = null;

  constructor(factory: IDBFactory | undefined, name: string, tables: readonly string[]) {
    this.#factory = factory;
    this.#name = name;
    this.#tables = tables;
  }

  table<T>(name: string): Table<T> {
    return new WithFallback(new DatabaseTable<T>(() => this.#open(), name), new MemoryTable<T>(), () =>
      this.#open().then(
        () => true,
        () => false,
      ),
    );
  }

  async close(): Promise<void> {
    const opening = this.#opening;
    this.#opening = null;
    const database = await opening?.catch(() => null);
    database?.close();
  }

  #open(): Promise<IDBDatabase> {
    this.#opening ??= openDatabase(this.#factory, this.#name, this.#tables, () => {
      this.#opening = null;
    });
    return this.#opening;
  }
}

function openDatabase(
  factory: IDBFactory | undefined,
  name: string,
  tables: readonly string[],
  onLost: () => void,
): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    if (!factory) throw new Error('This browser keeps no data.');
    const opening = factory.open(name, VERSION);
    opening.onupgradeneeded = () => {
      const before = new Set(opening.result.objectStoreNames);
      for (const table of tables) if (!before.has(table)) opening.result.createObjectStore(table);
      for (const table of before) if (!tables.includes(table)) opening.result.deleteObjectStore(table);
    };
    opening.onsuccess = () => {
      const database = opening.result;
      database.onclose = onLost;
      database.onversionchange = () => {
        database.close();
        onLost();
      };
      resolve(database);
    };
    opening.onerror = () => reject(opening.error);
  });
}

class DatabaseTable<T> implements Table<T> {
  readonly #open: () => Promise<IDBDatabase>;
  readonly #name: string;

  constructor(open: () => Promise<IDBDatabase>, name: string) {
    this.#open = open;
    this.#name = name;
  }

  get(key: string): Promise<T | undefined> {
    return this.#run<T | undefined>('readonly', (store) => store.get(key));
  }

  async put(key: string, value: T): Promise<void> {
    await this.#run('readwrite', (store) => store.put(value, key));
  }

  async delete(key: string): Promise<void> {
    await this.#run('readwrite', (store) => store.delete(key));
  }

  all(): Promise<T[]> {
    return this.#run<T[]>('readonly', (store) => store.getAll());
  }

  async clear(): Promise<void> {
    await this.#run('readwrite', (store) => store.clear());
  }

  /** Resolves when the transaction is complete: only then it outlives the page. */
  async #run<R>(mode: IDBTransactionMode, ask: (store: IDBObjectStore) => IDBRequest): Promise<R> {
    const database = await this.#open();
    return new Promise<R>((resolve, reject) => {
      const transaction = database.transaction(this.#name, mode);
      const request = ask(transaction.objectStore(this.#name));
      transaction.oncomplete = () => resolve(request.result);
      transaction.onabort = () => reject(transaction.error);
    });
  }
}

class WithFallback<T> implements Table<T> {
  readonly #table: () => Promise<Table<T>>;

  constructor(first: Table<T>, other: Table<T>, isFirstThere: () => Promise<boolean>) {
    this.#table = async () => ((await isFirstThere()) ? first : other);
  }

  async get(key: string): Promise<T | undefined> {
    return (await this.#table()).get(key);
  }

  async put(key: string, value: T): Promise<void> {
    await (await this.#table()).put(key, value);
  }

  async delete(key: string): Promise<void> {
    await (await this.#table()).delete(key);
  }

  async all(): Promise<T[]> {
    return (await this.#table()).all();
  }

  async clear(): Promise<void> {
    await (await this.#table()).clear();
  }
}
