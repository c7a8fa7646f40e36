import type { UserId } from '../../protocol/ids.ts';
import type { Clock } from '../clock.ts';
import { makeUuid } from '../uuid.ts';
import type { Channel } from './channels.ts';
import type { Disk } from './disk.ts';
import { FilePump } from './file-pump.ts';
import type { FileLine } from './room-book.ts';
import type { Partner } from './text-lane.ts';
import type { TalkOf } from './wire.ts';

export interface FileSenderParts {
  readonly disk: Pick<Disk, 'hash' | 'warm'>;
  readonly clock: Clock;
  readonly onLine: (line: FileLine, file?: File) => void;
}

export interface Outgoing {
  readonly line: FileLine;
  readonly file: File | null;
}

type Heard = TalkOf<'file.want' | 'file.got' | 'file.done' | 'file.bad' | 'file.full' | 'file.stop'>;

/** What this browser gives. Everything unfinished is offered at each connection; bytes go out where the other asks. */
export class FileSender {
  readonly #parts: FileSenderParts;
  readonly #files = new Map<string, Outgoing>();
  /** What the other asked for, the first first: one file at a time. */
  readonly #wanted = new Map<string, number>();
  #partner: Partner | null = null;
  #bytes: Channel | null = null;
  #pump: FilePump | null = null;

  constructor(parts: FileSenderParts) {
    this.#parts = parts;
  }

  restore(files: readonly Outgoing[]): void {
    for (const { line, file } of files) {
      if (isOver(line)) continue;
      const state = file ? 'held' : 'gone';
      this.#files.set(line.id, { line, file });
      this.#amend(line.id, { state });
    }
  }

  has(id: string): boolean {
    return this.#files.has(id);
  }

  offer(file: File, to: UserId | null): void {
    const { name, size, type } = file;
    const line: FileLine = {
      kind: 'file',
      ...{ id: makeUuid(), mine: true, name: name.slice(-255) || 'file', size, type: type.slice(0, 255) },
      ...{ at: this.#parts.clock.now(), state: 'offered', moved: 0, with: to },
    };
    this.#files.set(line.id, { line, file });
    this.#parts.disk.warm();
    this.#parts.onLine(line, file);
    this.#tell(line.id);
  }

  /** Whether it is the same is for its name and size to say now, and for its hash in the end. */
  renew(id: string, file: File): boolean {
    const known = this.#files.get(id);
    if (known?.line.state !== 'gone' || file.size !== known.line.size || file.name !== known.line.name)
      return false;
    this.#files.set(id, { ...known, file });
    this.#amend(id, { state: 'held' });
    this.#tell(id);
    return true;
  }

  stop(id: string): void {
    this.#halt(id);
    this.#amend(id, { state: 'stopped' });
    this.#files.delete(id);
    this.#partner?.send({ t: 'file.stop', id });
  }

  opened(partner: Partner, bytes: Channel): void {
    this.#partner = partner;
    this.#bytes = bytes;
    for (const id of this.#files.keys()) this.#tell(id);
  }

  closed(): void {
    this.#partner = null;
    this.#bytes = null;
    this.#wanted.clear();
    this.#pump?.stop();
    for (const [id, { line }] of this.#files) if (line.state === 'moving') this.#amend(id, { state: 'held' });
  }

  erased(): void {
    this.closed();
    this.#files.clear();
  }

  hear(talk: Heard): void {
    const outgoing = this.#files.get(talk.id);
    if (!outgoing || outgoing.line.with !== this.#partner?.userId) return;
    switch (talk.t) {
      case 'file.want':
        if (talk.offset > outgoing.line.size) return;
        // What is on its way already is not what the other goes on from.
        this.#halt(talk.id);
        this.#wanted.set(talk.id, talk.offset);
        this.#amend(talk.id, { state: 'moving', moved: talk.offset });
        return this.#sendNext();
      case 'file.got':
        if (this.#pump?.id === talk.id) this.#pump.got(talk.offset);
        return this.#amend(talk.id, { moved: Math.min(talk.offset, outgoing.line.size) });
      case 'file.done':
        this.#amend(talk.id, { state: 'there', moved: outgoing.line.size });
        return void this.#files.delete(talk.id);
      case 'file.bad':
        return this.#amend(talk.id, { state: 'broken' });
      case 'file.full':
        this.#halt(talk.id);
        return this.#amend(talk.id, { state: 'no-room' });
      case 'file.stop':
        this.#halt(talk.id);
        this.#amend(talk.id, { state: 'stopped' });
        return void this.#files.delete(talk.id);
      default:
        return talk satisfies never;
    }
  }

  /** What is for somebody else is not offered to whoever is there. */
  #tell(id: string): void {
    const { line, file } = this.#files.get(id) ?? {};
    const partner = this.#partner;
    if (!line || !file || !partner) return;
    if (line.with === null) this.#amend(id, { with: partner.userId });
    else if (line.with !== partner.userId) return;
    const { name, size, type } = line;
    partner.send({ t: 'file.offer', id, name, size, type });
  }

  #halt(id: string): void {
    this.#wanted.delete(id);
    if (this.#pump?.id === id) this.#pump.stop();
  }

  #sendNext(): void {
    const [next] = this.#wanted;
    if (this.#pump || !next || !this.#bytes) return;
    const [id, offset] = next;
    this.#wanted.delete(id);
    const file = this.#files.get(id)?.file;
    if (!file) return this.#sendNext();
    const pump = new FilePump({ id, file, offset, bytes: this.#bytes, disk: this.#parts.disk });
    this.#pump = pump;
    pump
      .run()
      // The file changed on disk, or is there no longer.
      .catch(() => this.#amend(id, { state: 'gone' }))
      .finally(() => {
        this.#pump = null;
        this.#sendNext();
      });
  }

  #amend(id: string, change: Partial<FileLine>): void {
    const known = this.#files.get(id);
    if (!known) return;
    const line = { ...known.line, ...change };
    this.#files.set(id, { ...known, line });
    this.#parts.onLine(line, known.file ?? undefined);
  }
}

export const isOver = ({ state }: FileLine): boolean => state === 'there' || state === 'stopped';
