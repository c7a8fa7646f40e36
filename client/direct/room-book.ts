import type { UserId } from '../../protocol/ids.ts';
import type { Table } from '../local/table.ts';

/** A message that the other's browser has not kept yet. */
export interface Waiting {
  readonly n: number;
  readonly id: string;
  readonly text: string;
  readonly at: number;
  /** null: for whoever comes first. */
  readonly to: UserId | null;
}

/** A text as it stands on the page; `waiting`: not yet in the other's browser. */
export interface TextLine {
  readonly kind: 'text';
  readonly id: string;
  readonly mine: boolean;
  readonly text: string;
  readonly at: number;
  readonly state: 'waiting' | 'there';
}

/**
 * A file on its way or there. `offered`: its receiver has not said yes; `held`: it goes on when the two are connected;
 * `broken`: what arrived is not what was sent; `gone`: its bytes are on this device no longer; `asks`: its person
 * has to allow again that it is written to its place.
 */
export interface FileLine {
  readonly kind: 'file';
  readonly id: string;
  readonly mine: boolean;
  readonly name: string;
  readonly size: number;
  readonly type: string;
  readonly at: number;
  readonly state:
    | 'offered'
    | 'held'
    | 'moving'
    | 'there'
    | 'stopped'
    | 'broken'
    | 'gone'
    | 'no-room'
    | 'asks';
  readonly moved: number;
  /** What its person named it where they keep files; absent: it is in the browser. */
  readonly place?: string | undefined;
  /** The other one. null: whoever comes first. */
  readonly with: UserId | null;
}
export type Line = TextLine | FileLine;

/** What has to outlive the page even where no history is wanted: numbers, and who wants what. */
export interface RoomNote {
  readonly userId: UserId;
  readonly seat: string;
  readonly room: string;
  readonly lastNumber: number;
  /** By the seat that said it. */
  readonly heard: Readonly<Record<string, number>>;
  readonly keeps: boolean;
  /** Files that arrived whole: if they are offered again, the answer was lost. */
  readonly arrived: readonly string[];
}

interface OfSeat {
  readonly seat: string;
}
export type KeptWaiting = Waiting & OfSeat;
export type KeptLine = { readonly line: Line; readonly place: number } & OfSeat;
/** One's own, until it is there. */
export type KeptFile = { readonly id: string; readonly file: File } & OfSeat;

export interface RoomTables {
  readonly rooms: Table<RoomNote>;
  readonly waiting: Table<KeptWaiting>;
  readonly lines: Table<KeptLine>;
  readonly files: Table<KeptFile>;
}

/** What this browser keeps of one seat in one room. */
export class RoomBook {
  readonly #tables: RoomTables;
  #note: RoomNote;

  constructor(tables: RoomTables, note: RoomNote) {
    this.#tables = tables;
    this.#note = note;
  }

  get note(): RoomNote {
    return this.#note;
  }

  async load(): Promise<{ waiting: Waiting[]; lines: KeptLine[]; files: ReadonlyMap<string, File> }> {
    const { waiting, lines, files } = this.#tables;
    const mine = ({ seat }: OfSeat) => seat === this.#note.seat;
    return {
      waiting: (await all(waiting)).filter(mine).toSorted((a, b) => a.n - b.n),
      lines: (await all(lines)).filter(mine).toSorted((a, b) => a.place - b.place),
      files: new Map((await all(files)).filter(mine).map(({ id, file }) => [id, file])),
    };
  }

  async amend(change: Partial<Omit<RoomNote, 'userId' | 'seat' | 'room'>>): Promise<void> {
    this.#note = { ...this.#note, ...change };
    await this.#tables.rooms.put(this.#note.seat, this.#note);
  }

  putWaiting(item: Waiting): Promise<void> {
    const { seat } = this.#note;
    return this.#tables.waiting.put(`${seat} ${item.id}`, { ...item, seat });
  }

  dropWaiting({ id }: Pick<Waiting, 'id'>): Promise<void> {
    return this.#tables.waiting.delete(`${this.#note.seat} ${id}`);
  }

  putLine(line: Line, place: number): Promise<void> {
    const { seat } = this.#note;
    return this.#tables.lines.put(`${seat} ${line.id}`, { seat, line, place });
  }

  dropLine(id: string): Promise<void> {
    return this.#tables.lines.delete(`${this.#note.seat} ${id}`);
  }

  putFile(id: string, file: File): Promise<void> {
    const { seat } = this.#note;
    return this.#tables.files.put(`${seat} ${id}`, { seat, id, file });
  }

  dropFile(id: string): Promise<void> {
    return this.#tables.files.delete(`${this.#note.seat} ${id}`);
  }

  /** Nothing of this seat is left on this device; the numbers go on in memory while the page is open. */
  async erase(): Promise<void> {
    const { waiting, lines, files } = await this.load();
    await Promise.all([
      ...waiting.map((item) => this.dropWaiting(item)),
      ...lines.map(({ line }) => this.dropLine(line.id)),
      ...[...files.keys()].map((id) => this.dropFile(id)),
      this.#tables.rooms.delete(this.#note.seat),
    ]);
  }
}

/** A browser that reads nothing back has kept nothing. */
async function all<T>(table: Table<T>): Promise<T[]> {
  return table.all().catch(() => []);
}
