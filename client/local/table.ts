/** A small place on this device that outlives the page: values by key. Every method may reject where storage fails. */
export interface Table<T> {
  get(key: string): Promise<T | undefined>;
  put(key: string, value: T): Promise<void>;
  delete(key: string): Promise<void>;
  /** In the order of their keys. */
  all(): Promise<T[]>;
  clear(): Promise<void>;
}

/** For tests, and for browsers that keep nothing (some private windows). */
export class MemoryTable<T> implements Table<T> {
  readonly #values = new Map<string, T>();

  async get(key: string): Promise<T | undefined> {
    return structuredClone(this.#values.get(key));
  }

  async put(key: string, value: T): Promise<void> {
    this.#values.set(key, structuredClone(value));
  }

  async delete(key: string): Promise<void> {
    this.#values.delete(key);
  }

  async all(): Promise<T[]> {
    const entries = [...this.#values].toSorted(([a], [b]) => (a < b ? -1 : 1));
    return entries.map(([, value]) => structuredClone(value));
  }

  async clear(): Promise<void> {
    this.#values.clear();
  }
}
