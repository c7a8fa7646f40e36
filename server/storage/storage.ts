export interface StoredObject {
  readonly key: string;
  readonly size: number;
  /** By the storage's own clock. */
  readonly modifiedAt: number;
}

/** Where the bytes of files live. Keys are random names made by the caller: `[a-z0-9/-]+`. */
export interface Storage {
  /** Takes a finished file from the local disk (it is moved or removed); durable when it resolves. */
  putFile(key: string, path: string, type: string): Promise<void>;
  /** null: no such key. `range` is inclusive, in bytes. */
  read(key: string, range?: { start: number; end: number }): Promise<ReadableStream<Uint8Array> | null>;
  /** Bytes; null: no such key. */
  size(key: string): Promise<number | null>;
  /** No error where the key does not exist. */
  remove(key: string): Promise<void>;
  /** All there is, page by page, in the order of the keys' bytes. What comes or goes meanwhile may be in it or not. */
  list(): AsyncIterable<readonly StoredObject[]>;
  /** Rejects with `unavailable` where the store does not answer. */
  ping(): Promise<void>;
}

/** Objects in a page of a listing. */
export const LIST_PAGE = 1000;

const KEY = /^[a-z0-9-]+(\/[a-z0-9-]+)*$/;

export function isKey(key: string): boolean {
  return KEY.test(key);
}

/** Keys are made by this server: any other is a mistake in it, and must not become a path. */
export function checkKey(key: string): string {
  if (!isKey(key)) throw new Error('a storage key is not of the expected form');
  return key;
}
