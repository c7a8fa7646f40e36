import type { Table } from '../local/table.ts';

type Mode = { readonly mode: 'readwrite' };

/** A file that its person picked, as browsers have it that let a page write there. */
export interface PickedFile {
  readonly name: string;
  getFile(): Promise<Blob>;
  createWritable(options: { keepExistingData: boolean }): Promise<PickedStream>;
  queryPermission?(mode: Mode): Promise<PermissionState>;
  requestPermission?(mode: Mode): Promise<PermissionState>;
  remove?(): Promise<void>;
}

/** What is written is in the file once the stream is closed, and lost where the page goes before. */
export interface PickedStream {
  seek(position: number): Promise<void>;
  write(data: Uint8Array<ArrayBuffer>): Promise<void>;
  close(): Promise<void>;
}

export interface Place {
  readonly id: string;
  readonly handle: PickedFile;
}

/** The browser's own question. Rejects with `AbortError` where its person thought better of it. */
export type PickPlace = (options: { suggestedName: string }) => Promise<PickedFile>;

const MODE: Mode = { mode: 'readwrite' };

/** Where files go that do not stay in the browser, over reloads. */
export class Places {
  readonly #table: Table<Place>;
  /** A browser that keeps nothing has them as long as the page is open. */
  readonly #here = new Map<string, PickedFile>();

  constructor(table: Table<Place>) {
    this.#table = table;
  }

  async of(id: string): Promise<PickedFile | null> {
    const here = this.#here.get(id);
    if (here) return here;
    const place = await this.#table.get(id).catch(() => undefined);
    return place?.handle ?? null;
  }

  async put(id: string, handle: PickedFile): Promise<void> {
    this.#here.set(id, handle);
    await this.#table.put(id, { id, handle }).catch(() => undefined);
  }

  /** The file is its person's alone. */
  async forget(id: string): Promise<void> {
    this.#here.delete(id);
    await this.#table.delete(id).catch(() => undefined);
  }
}

/** Whether the page may write there now; after a reload its person has to say so again. */
export async function mayWrite(handle: PickedFile): Promise<boolean> {
  return !handle.queryPermission || (await handle.queryPermission(MODE)) === 'granted';
}

/** Only while a click is being answered. */
export async function askToWrite(handle: PickedFile): Promise<boolean> {
  return !handle.requestPermission || (await handle.requestPermission(MODE)) === 'granted';
}
