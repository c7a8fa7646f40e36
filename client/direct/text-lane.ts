import type { UserId } from '../../protocol/ids.ts';
import type { Clock } from '../clock.ts';
import { makeUuid } from '../uuid.ts';
import type { RoomBook, TextLine, Waiting } from './room-book.ts';
import type { Talk, TalkOf } from './wire.ts';

/** Who is at the other end of an open channel. */
export interface Partner {
  readonly seat: string;
  readonly userId: UserId;
  send(talk: Talk): void;
}

export interface TextLaneParts {
  readonly book: RoomBook;
  readonly clock: Clock;
  /** A line came, or changed. Settles when it is kept, where it is to be kept. */
  readonly onLine: (line: TextLine) => Promise<void>;
}

/**
 * Texts in their order, each once. A text is on disk before it is sent, and stays there until the other's browser says
 * that it has it; every connection begins with both saying how far they heard. What is for one person waits for them,
 * whoever comes meanwhile.
 */
export class TextLane {
  readonly #parts: TextLaneParts;
  #waiting: readonly Waiting[] = [];
  #partner: Partner | null = null;
  #greeted = false;
  #lastNumber: number;
  #lastPartner: UserId | null = null;
  #writing: Promise<void> = Promise.resolve();
  #hearing: Promise<void> = Promise.resolve();

  constructor(parts: TextLaneParts) {
    this.#parts = parts;
    this.#lastNumber = parts.book.note.lastNumber;
  }

  get waiting(): readonly Waiting[] {
    return this.#waiting;
  }

  restore(waiting: readonly Waiting[]): void {
    this.#waiting = waiting;
    for (const { n } of waiting) this.#lastNumber = Math.max(this.#lastNumber, n);
  }

  /** Resolves when the text is on disk. */
  say(text: string): Promise<void> {
    const { book, clock } = this.#parts;
    const to = this.#partner?.userId ?? this.#lastPartner;
    this.#lastNumber += 1;
    const item: Waiting = { n: this.#lastNumber, id: makeUuid(), text, at: clock.now(), to };
    return this.#write(async () => {
      await book.amend({ lastNumber: item.n });
      await book.putWaiting(item);
      this.#waiting = [...this.#waiting, item];
      await this.#parts.onLine(lineOf(item, 'waiting'));
      if (this.#greeted && this.#partner && isFor(item, this.#partner)) await this.#send(item, this.#partner);
    });
  }

  opened(partner: Partner): void {
    this.#partner = partner;
    this.#greeted = false;
    this.#lastPartner = partner.userId;
    partner.send({ t: 'hello', heard: this.#parts.book.note.heard[partner.seat] ?? 0 });
  }

  closed(): void {
    this.#partner = null;
    this.#greeted = false;
  }

  /** Nothing waits any more. */
  erased(): void {
    this.#waiting = [];
  }

  hear(talk: TalkOf<'hello' | 'say' | 'heard'>): void {
    const partner = this.#partner;
    if (!partner) return;
    if (talk.t === 'say')
      this.#hearing = this.#hearing.then(() => this.#take(talk, partner)).catch(reportError);
    else if (talk.t === 'heard') this.#settle(talk.n, partner).catch(reportError);
    else this.#write(() => this.#greet(talk.heard, partner)).catch(reportError);
  }

  /** One after the other; what fails does not hold up what comes behind it. */
  #write(task: () => Promise<void>): Promise<void> {
    const done = this.#writing.then(task);
    this.#writing = done.catch(() => undefined);
    return done;
  }

  /** What is behind a text that is being written comes after those that wait already. */
  async #greet(heard: number, partner: Partner): Promise<void> {
    await this.#settle(heard, partner);
    for (const item of this.#waiting) if (isFor(item, partner)) await this.#send(item, partner);
    if (this.#partner === partner) this.#greeted = true;
  }

  async #send(item: Waiting, partner: Partner): Promise<void> {
    if (item.to === null) {
      const addressed = { ...item, to: partner.userId };
      await this.#parts.book.putWaiting(addressed);
      this.#waiting = this.#waiting.map((other) => (other.id === item.id ? addressed : other));
    }
    if (this.#partner === partner) partner.send({ t: 'say', n: item.n, id: item.id, text: item.text });
  }

  async #settle(heard: number, partner: Partner): Promise<void> {
    const there = this.#waiting.filter((item) => item.n <= heard && item.to === partner.userId);
    this.#waiting = this.#waiting.filter((item) => !there.includes(item));
    for (const item of there) {
      await this.#parts.onLine(lineOf(item, 'there'));
      await this.#parts.book.dropWaiting(item);
    }
  }

  /** On disk first, then told: what was told to be heard is never said again. */
  async #take({ n, id, text }: TalkOf<'say'>, partner: Partner): Promise<void> {
    const { book, clock } = this.#parts;
    const { heard } = book.note;
    if (n > (heard[partner.seat] ?? 0)) {
      await this.#parts.onLine({ kind: 'text', id, mine: false, text, at: clock.now(), state: 'there' });
      await book.amend({ heard: { ...book.note.heard, [partner.seat]: n } });
    }
    if (this.#partner === partner) partner.send({ t: 'heard', n });
  }
}

const isFor = (item: Waiting, partner: Partner) => item.to === null || item.to === partner.userId;

export function lineOf({ id, text, at }: Waiting, state: TextLine['state']): TextLine {
  return { kind: 'text', id, mine: true, text, at, state };
}
