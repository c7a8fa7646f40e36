import type { Clock } from '../clock.ts';
import { ParleyError } from '../../protocol/errors.ts';
import type { Disk, Store } from './disk.ts';
import { isOver } from './file-sender.ts';
import type { PickedFile } from './places.ts';
import { release } from './release.ts';
import type { FileLine, RoomBook } from './room-book.ts';
import type { Partner } from './text-lane.ts';
import { type Mark, readMark, type TalkOf } from './wire.ts';

export interface FileReceiverParts {
  readonly book: RoomBook;
  readonly disk: Disk;
  readonly clock: Clock;
  readonly onLine: (line: FileLine) => void;
}

/** Offers that stand at a time: more are passed over. */
const MAX_OPEN = 200;
/** Ids of files that came whole, of which the newest are kept. */
const MAX_ARRIVED = 1_000;

/** What this browser gets: nothing before its person says so, then straight to disk, and on from there after a loss. */
export class FileReceiver {
  readonly #parts: FileReceiverParts;
  readonly #lines = new Map<string, FileLine>();
  readonly #stores = new Map<string, Store>();
  #partner: Partner | null = null;
  /** Whose bytes come now. */
  #current: string | null = null;

  constructor(parts: FileReceiverParts) {
    this.#parts = parts;
  }

  restore(lines: readonly FileLine[]): void {
    for (const line of lines) {
      this.#lines.set(line.id, line);
      if (line.state === 'moving') this.#amend(line.id, { state: 'held' });
    }
  }

  has(id: string): boolean {
    return this.#lines.has(id);
  }

  /** From where it stood, if it was begun before. */
  async accept(id: string): Promise<void> {
    const line = this.#lines.get(id);
    if (!line || isOver(line) || line.state === 'moving') return;
    if (line.state === 'asks') await this.#parts.disk.permit(id);
    this.#amend(id, { state: 'held' });
    const partner = this.#partner;
    if (partner?.userId === line.with) await this.#want(id, partner);
  }

  /** Straight into the file that its person picked. */
  async acceptInto(id: string, picked: PickedFile): Promise<void> {
    const line = this.#lines.get(id);
    if (!line || isOver(line) || line.state === 'moving') return;
    await this.#parts.disk.place(id, picked);
    this.#amend(id, { place: picked.name, moved: 0 });
    await this.accept(id);
  }

  async stop(id: string): Promise<void> {
    this.#amend(id, { state: 'stopped' });
    this.#partner?.send({ t: 'file.stop', id });
    await this.#discard(id);
  }

  opened(partner: Partner): void {
    this.#partner = partner;
  }

  closed(): void {
    this.#partner = null;
    this.#current = null;
    for (const store of this.#stores.values()) void store.close();
    this.#stores.clear();
    for (const [id, { state }] of this.#lines) if (state === 'moving') this.#amend(id, { state: 'held' });
  }

  async erased(): Promise<void> {
    this.closed();
    await Promise.all([...this.#lines.keys()].map((id) => this.#discard(id)));
    this.#lines.clear();
  }

  hear(talk: TalkOf<'file.offer' | 'file.stop'>): void {
    const partner = this.#partner;
    if (!partner) return;
    const line = this.#lines.get(talk.id);
    if (line && line.with !== partner.userId) return;
    if (talk.t === 'file.stop') {
      if (!line || isOver(line)) return;
      this.#amend(talk.id, { state: 'stopped' });
      void this.#discard(talk.id);
    } else this.#heardOffer(talk, partner);
  }

  hearBytes(data: string | ArrayBuffer): void {
    if (typeof data !== 'string') return this.#take(data);
    const mark = readMark(data);
    if (mark?.t === 'begin') this.#begin(mark);
    else if (mark && mark.id === this.#current) void this.#end(mark);
  }

  #heardOffer({ id, name, size, type }: TalkOf<'file.offer'>, partner: Partner): void {
    const line = this.#lines.get(id);
    const isHere = line?.state === 'there' || this.#parts.book.note.arrived.includes(id);
    if (isHere) return partner.send({ t: 'file.done', id });
    if (line?.state === 'stopped') return partner.send({ t: 'file.stop', id });
    if (line?.state === 'held' || line?.state === 'moving') return void this.#want(id, partner);
    if (line || this.#openCount >= MAX_OPEN) return;
    const offered = { kind: 'file', id, mine: false, name, size, type, moved: 0, state: 'offered' } as const;
    this.#parts.disk.warm();
    this.#set({ ...offered, at: this.#parts.clock.now(), with: partner.userId });
  }

  get #openCount(): number {
    return [...this.#lines.values()].filter((line) => !isOver(line)).length;
  }

  async #want(id: string, partner: Partner): Promise<void> {
    try {
      const open = this.#stores.get(id);
      if (open) return this.#wantRest(id, open, partner);
      const store = await this.#parts.disk.open(id, {
        onKept: (length) => this.#kept(id, length),
        onFailed: () => this.#noRoom(id),
      });
      if (this.#partner !== partner || this.#lines.get(id)?.state !== 'held') return void store.close();
      this.#stores.set(id, store);
      this.#amend(id, { state: 'moving', moved: store.length });
      partner.send({ t: 'file.want', id, offset: store.length });
    } catch (error) {
      const asks = error instanceof ParleyError && error.code === 'forbidden';
      if (asks) this.#amend(id, { state: 'asks' });
      else this.#noRoom(id);
    }
  }

  /** Its sender may have given up over this very connection. What comes before it begins anew is passed over. */
  #wantRest(id: string, store: Store, partner: Partner): void {
    if (this.#current === id) this.#current = null;
    partner.send({ t: 'file.want', id, offset: store.length });
  }

  #begin({ id, offset }: Extract<Mark, { t: 'begin' }>): void {
    const store = this.#stores.get(id);
    this.#current = store?.length === offset ? id : null;
    // Of two times it was asked for, bytes of the first may have come after the second.
    if (store && this.#current === null && this.#partner) this.#wantRest(id, store, this.#partner);
  }

  #take(bytes: ArrayBuffer): void {
    const id = this.#current;
    const store = id === null ? undefined : this.#stores.get(id);
    const line = id === null ? undefined : this.#lines.get(id);
    if (id === null || !store || !line) return;
    if (store.length + bytes.byteLength > line.size) {
      this.#current = null;
      return void this.#spoilt(id);
    }
    store.write(new Uint8Array(bytes));
    release(bytes);
  }

  #kept(id: string, length: number): void {
    if (this.#lines.get(id)?.state !== 'moving') return;
    this.#amend(id, { moved: length });
    this.#partner?.send({ t: 'file.got', id, offset: length });
  }

  async #end({ id, sha256 }: Extract<Mark, { t: 'end' }>): Promise<void> {
    this.#current = null;
    const store = this.#stores.get(id);
    const line = this.#lines.get(id);
    const partner = this.#partner;
    if (!store || !line || !partner) return;
    try {
      const whole = (await store.finish()) === sha256 && store.length === line.size;
      if (this.#stores.get(id) !== store) return;
      if (!whole) return await this.#spoilt(id);
      this.#stores.delete(id);
      void store.close();
      this.#amend(id, { state: 'there', moved: line.size });
      const { book } = this.#parts;
      await book.amend({ arrived: [...book.note.arrived, id].slice(-MAX_ARRIVED) });
      partner.send({ t: 'file.done', id });
    } catch {
      // Where the connection went meanwhile it goes on with the next.
      if (this.#stores.get(id) === store) this.#noRoom(id);
    }
  }

  async #spoilt(id: string): Promise<void> {
    await this.#discard(id);
    this.#amend(id, { state: 'broken', moved: 0, place: undefined });
    this.#partner?.send({ t: 'file.bad', id });
  }

  /** What is there stays: with more room it goes on from there. Until then the line is free for other files. */
  #noRoom(id: string): void {
    const store = this.#stores.get(id);
    this.#stores.delete(id);
    void store?.close();
    if (this.#current === id) this.#current = null;
    const state = this.#lines.get(id)?.state;
    if (state !== 'held' && state !== 'moving') return;
    this.#amend(id, { state: 'no-room' });
    this.#partner?.send({ t: 'file.full', id });
  }

  async #discard(id: string): Promise<void> {
    const store = this.#stores.get(id);
    this.#stores.delete(id);
    await store?.close();
    await this.#parts.disk.remove(id);
  }

  #amend(id: string, change: Partial<FileLine>): void {
    const line = this.#lines.get(id);
    if (line) this.#set({ ...line, ...change });
  }

  #set(line: FileLine): void {
    this.#lines.set(line.id, line);
    this.#parts.onLine(line);
  }
}
