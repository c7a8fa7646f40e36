import { FakeClock, settle } from '../fake-clock.ts';
import { MemoryTable } from '../local/table.ts';
import { makeUuid } from '../uuid.ts';
import type { Channel } from './channels.ts';
import { FileReceiver } from './file-receiver.ts';
import { FileSender } from './file-sender.ts';
import { MemoryDisk } from './memory-disk.ts';
import {
  type FileLine,
  type KeptFile,
  type KeptLine,
  type KeptWaiting,
  RoomBook,
  type RoomNote,
  type TextLine,
} from './room-book.ts';
import { TextLane } from './text-lane.ts';
import { readMark, readTalk, type Talk } from './wire.ts';

/** For tests: one browser with what it keeps, whose page can be reloaded. */
export class FakeBrowser {
  readonly userId: string;
  readonly clock = new FakeClock();
  readonly disk = new MemoryDisk();
  readonly tables = {
    rooms: new MemoryTable<RoomNote>(),
    waiting: new MemoryTable<KeptWaiting>(),
    lines: new MemoryTable<KeptLine>(),
    files: new MemoryTable<KeptFile>(),
  };
  readonly #seat = makeUuid();
  page: FakePage;

  constructor(userId: string) {
    this.userId = userId;
    this.page = new FakePage(this, this.note());
  }

  note(): RoomNote {
    const { userId } = this;
    return { userId, seat: this.#seat, room: 'den', lastNumber: 0, heard: {}, keeps: false, arrived: [] };
  }

  async reload(): Promise<void> {
    this.page.disconnect();
    await settle();
    const before = this.page;
    this.page = new FakePage(this, (await this.tables.rooms.get(this.#seat)) ?? this.note());
    await this.page.restore(before);
  }
}

/** One page: the lanes over a line that a test plugs in and pulls out. */
export class FakePage {
  readonly userId: string;
  readonly book: RoomBook;
  readonly texts: TextLane;
  readonly sender: FileSender;
  readonly receiver: FileReceiver;
  readonly lines = new Map<string, TextLine | FileLine>();
  readonly files = new Map<string, File>();
  #other: FakePage | null = null;
  readonly bytes = new FakeBytes();

  constructor({ userId, clock, disk, tables }: FakeBrowser, note: RoomNote) {
    this.userId = userId;
    this.book = new RoomBook(tables, note);
    const { book } = this;
    const onLine = (line: TextLine | FileLine, file?: File) => {
      this.lines.set(line.id, line);
      if (file) this.files.set(line.id, file);
    };
    this.texts = new TextLane({ book, clock, onLine: async (line) => onLine(line) });
    this.sender = new FileSender({ disk, clock, onLine });
    this.receiver = new FileReceiver({ book, disk, clock, onLine });
  }

  get heard(): string[] {
    return [...this.lines.values()].flatMap((line) => (line.kind === 'text' && !line.mine ? line.text : []));
  }

  file(): FileLine {
    const line = [...this.lines.values()].findLast((one) => one.kind === 'file');
    if (line?.kind !== 'file') throw new Error('there is no file');
    return line;
  }

  async restore(before: FakePage): Promise<void> {
    this.texts.restore((await this.book.load()).waiting);
    const files = [...before.lines.values()].flatMap((line) => (line.kind === 'file' ? line : []));
    for (const line of files) this.lines.set(line.id, line);
    this.sender.restore(
      files.flatMap((line) => (line.mine ? { line, file: before.files.get(line.id) ?? null } : [])),
    );
    this.receiver.restore(files.filter((line) => !line.mine));
  }

  connect(other: FakePage): void {
    for (const [one, its] of [
      [this, other],
      [other, this],
    ] as const)
      one.#plug(its);
    for (const [one, its] of [
      [this, other],
      [other, this],
    ] as const) {
      const { seat } = its.book.note;
      const partner = { seat, userId: its.userId, send: (words: Talk) => one.#say(words) };
      one.receiver.opened(partner);
      one.texts.opened(partner);
      one.sender.opened(partner, one.bytes);
    }
  }

  disconnect(): void {
    const pages = [this, this.#other];
    for (const page of pages) {
      if (!page) continue;
      page.#other = null;
      page.bytes.to = null;
      page.texts.closed();
      page.sender.closed();
      page.receiver.closed();
    }
  }

  #plug(other: FakePage): void {
    this.#other = other;
    this.bytes.to = (data) => other.receiver.hearBytes(data);
  }

  /** In order, and in a turn of its own, as over a network. */
  #say(words: Talk): void {
    const to = this.#other;
    setImmediate(() => {
      if (to && this.#other === to) to.#hear(readTalk(JSON.stringify(words)));
    });
  }

  #hear(words: Talk | null): void {
    if (words?.t === 'hello' || words?.t === 'say' || words?.t === 'heard') this.texts.hear(words);
    else if (words?.t === 'file.offer') this.receiver.hear(words);
    else if (words) {
      this.sender.hear(words);
      if (words.t === 'file.stop') this.receiver.hear(words);
    }
  }
}

/** The channel of bytes: what was sent counts as waiting until it was delivered, one message a turn. */
export class FakeBytes implements Channel {
  bufferedAmount = 0;
  bufferedAmountLowThreshold = 0;
  onopen = null;
  onclose = null;
  onmessage = null;
  onbufferedamountlow: ((event: Event) => void) | null = null;
  to: ((data: string | ArrayBuffer) => void) | null = null;
  /** The most that ever waited. */
  most = 0;
  /** The largest message. */
  largest = 0;
  messages = 0;
  /** How often a file began, or went on. */
  begins = 0;
  /** The line breaks after so many messages. */
  breaksAfter = Number.POSITIVE_INFINITY;
  onBreak = () => {};

  send(data: string | ArrayBuffer | ArrayBufferView<ArrayBuffer>): void {
    const { to } = this;
    if (!to) throw new DOMException('It is closed.', 'InvalidStateError');
    if (typeof data === 'string' && readMark(data)?.t === 'begin') this.begins += 1;
    const whole = typeof data === 'string' || data instanceof ArrayBuffer;
    const copy = whole ? data : data.buffer.slice(data.byteOffset, data.byteOffset + data.byteLength);
    const size = typeof copy === 'string' ? copy.length : copy.byteLength;
    this.bufferedAmount += size;
    this.most = Math.max(this.most, this.bufferedAmount);
    this.largest = Math.max(this.largest, size);
    setImmediate(() => this.#deliver(to, copy, size));
  }

  #deliver(to: (data: string | ArrayBuffer) => void, data: string | ArrayBuffer, size: number): void {
    const before = this.bufferedAmount;
    this.bufferedAmount -= size;
    if (this.to !== to) return;
    this.messages += 1;
    if (this.messages > this.breaksAfter) {
      this.breaksAfter = Number.POSITIVE_INFINITY;
      return this.onBreak();
    }
    to(data);
    const low = this.bufferedAmountLowThreshold;
    if (before > low && this.bufferedAmount <= low) this.onbufferedamountlow?.(new Event('low'));
  }
}

export async function until(what: string, holds: () => boolean): Promise<void> {
  for (let turn = 0; turn < 20_000 && !holds(); turn += 1)
    await new Promise((resolve) => setImmediate(resolve));
  if (!holds()) throw new Error(`still waiting for: ${what}`);
}
