import type { Clock } from '../clock.ts';
import { isOver } from './file-sender.ts';
import type { FileLine, KeptLine, Line, RoomBook, TextLine } from './room-book.ts';

/** A larger one has to be chosen again after a reload: a copy of it would fill the disk. */
const MAX_KEPT_FILE = 64 * 1024 * 1024;
/** Progress is shown so often: painting takes from both ends what the file could have, about 1 % at this pace. */
const PROGRESS_MS = 500;

/** What stands on the page, in the order it came, and what of it is kept: everything if wanted, else what is on its way. */
export class LineBook {
  readonly #book: RoomBook;
  readonly #clock: Clock;
  readonly #onChange: () => void;
  readonly #lines = new Map<string, Line>();
  readonly #places = new Map<string, number>();
  /** Files of one's own that are kept, or too large for it. */
  readonly #filed = new Set<string>();
  #shown: readonly Line[] = [];
  #lastPlace = 0;
  #cancelProgress: (() => void) | null = null;

  constructor(book: RoomBook, clock: Clock, onChange: () => void) {
    this.#book = book;
    this.#clock = clock;
    this.#onChange = onChange;
  }

  get all(): readonly Line[] {
    return this.#shown;
  }

  /** What arrived before and was not to be kept goes now, with its bytes. */
  async restore(
    kept: readonly KeptLine[],
    waiting: readonly TextLine[],
    discard: (id: string) => Promise<void>,
  ): Promise<void> {
    for (const { line, place } of kept) {
      if (!this.#isKept(line)) {
        await this.#book.dropLine(line.id);
        if (line.kind === 'file' && !line.mine) await discard(line.id);
        continue;
      }
      this.#places.set(line.id, place);
      this.#lastPlace = Math.max(this.#lastPlace, place);
      this.#lines.set(line.id, line);
      if (line.kind === 'file' && line.mine) this.#filed.add(line.id);
    }
    for (const line of waiting) if (!this.#lines.has(line.id)) this.#show(line);
    this.#refresh();
  }

  async put(line: TextLine): Promise<void> {
    this.#show(line);
    this.#refresh();
    await this.#keep(line);
  }

  /** What moved is shown in a moment, and kept only where it became another thing. */
  putFile(line: FileLine, file?: File): void {
    const before = this.#lines.get(line.id);
    this.#show(line);
    const isNews = before?.kind !== 'file' || before.state !== line.state || before.with !== line.with;
    if (!isNews) {
      this.#cancelProgress ??= this.#clock.after(PROGRESS_MS, () => this.#refresh());
      return;
    }
    this.#refresh();
    this.#keep(line).catch(() => undefined);
    this.#keepFile(line, file).catch(() => undefined);
  }

  async keepAll(): Promise<void> {
    for (const line of this.#lines.values()) await this.#keep(line);
  }

  async erase(): Promise<void> {
    for (const id of this.#lines.keys()) await this.#book.dropLine(id);
    this.#lines.clear();
    this.#filed.clear();
    this.#refresh();
  }

  /** Nothing is shown later. */
  close(): void {
    this.#cancelProgress?.();
    this.#cancelProgress = null;
  }

  #show(line: Line): void {
    if (!this.#places.has(line.id)) this.#places.set(line.id, ++this.#lastPlace);
    this.#lines.set(line.id, line);
  }

  #refresh(): void {
    this.close();
    const placeOf = (line: Line) => this.#places.get(line.id) ?? 0;
    this.#shown = [...this.#lines.values()].toSorted((a, b) => placeOf(a) - placeOf(b));
    this.#onChange();
  }

  async #keep(line: Line): Promise<void> {
    const place = this.#places.get(line.id) ?? 0;
    if (!this.#isKept(line)) {
      // What came and is not to stay may have been kept while it was on its way, to be saved from this page.
      if (line.kind === 'text' || line.mine) return this.#book.dropLine(line.id);
      return this.#book.putLine(line, place);
    }
    await this.#book.putLine(line, place);
  }

  /** Once, as each time would copy it again. */
  async #keepFile(line: FileLine, file: File | undefined): Promise<void> {
    if (isOver(line)) return this.#filed.has(line.id) ? this.#book.dropFile(line.id) : undefined;
    if (!file || file.size > MAX_KEPT_FILE || this.#filed.has(line.id)) return;
    this.#filed.add(line.id);
    await this.#book.putFile(line.id, file);
  }

  #isKept(line: Line): boolean {
    return this.#book.note.keeps || (line.kind === 'file' && !isOver(line));
  }
}
