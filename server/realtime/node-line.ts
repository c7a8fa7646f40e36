import { ParleyError, unavailable, type WireError } from '../../protocol/errors.ts';
import type { Clock } from '../clock.ts';
import { toParleyError } from '../errors.ts';
import type { Bus } from './bus.ts';

const ANSWER_WITHIN_MS = 5_000;
const EVERYONE = 'nodes';
const channelOf = (node: string) => `node:${node}`;

export interface NodeLineParts<Word, Answer> {
  readonly bus: Bus;
  readonly clock: Clock;
  /** This process. */
  readonly node: string;
  /** What another process says or asks, or this one to all. */
  readonly hear: (word: Word, from: string) => Answer | Promise<Answer>;
}

/** What the processes of one Parley say to each other, over the bus; in order from each to each. */
export class NodeLine<Word, Answer> {
  readonly #parts: NodeLineParts<Word, Answer>;
  readonly #asked = new Map<number, (answered: Answered<Answer>) => void>();
  readonly #endings: (() => void)[];
  #lastId = 0;

  constructor(parts: NodeLineParts<Word, Answer>) {
    this.#parts = parts;
    const { bus, node } = parts;
    const listen = (payload: string) => void this.#take(JSON.parse(payload) as Parcel<Word, Answer>);
    this.#endings = [bus.subscribe(channelOf(node), listen), bus.subscribe(EVERYONE, listen)];
  }

  /** Rejects with what the other rejected with, and with `unavailable` where no answer comes. */
  ask(node: string, word: Word): Promise<Answer> {
    const { bus, clock, node: from } = this.#parts;
    const id = ++this.#lastId;
    const { promise, resolve, reject } = Promise.withResolvers<Answer>();
    const settle = ({ answer, error }: Answered<Answer>) => {
      cancel();
      this.#asked.delete(id);
      if (error) reject(ParleyError.fromWire(error));
      else resolve(answer as Answer);
    };
    const late = unavailable('The process that this is in does not answer.').toWire();
    const cancel = clock.after(ANSWER_WITHIN_MS, () => settle({ error: late }));
    this.#asked.set(id, settle);
    bus.publish(channelOf(node), JSON.stringify({ from, id, word } satisfies Parcel<Word, Answer>));
    return promise;
  }

  tell(node: string, word: Word): void {
    this.#parts.bus.publish(channelOf(node), JSON.stringify({ from: this.#parts.node, word }));
  }

  /** This process too. */
  tellAll(word: Word): void {
    this.#parts.bus.publish(EVERYONE, JSON.stringify({ from: this.#parts.node, word }));
  }

  close(): void {
    for (const end of this.#endings.splice(0)) end();
    const closed = unavailable('The server is stopping.').toWire();
    for (const settle of [...this.#asked.values()]) settle({ error: closed });
  }

  async #take(parcel: Parcel<Word, Answer>): Promise<void> {
    if ('to' in parcel) return this.#asked.get(parcel.to)?.(parcel);
    const { from, id, word } = parcel;
    const answered = await this.#answer(word, from);
    if (id === undefined) return;
    this.#parts.bus.publish(channelOf(from), JSON.stringify({ to: id, ...answered }));
  }

  async #answer(word: Word, from: string): Promise<Answered<Answer>> {
    try {
      return { answer: await this.#parts.hear(word, from) };
    } catch (error) {
      return { error: toParleyError(error).toWire() };
    }
  }
}

interface Answered<Answer> {
  readonly answer?: Answer;
  readonly error?: WireError;
}

type Parcel<Word, Answer> =
  | { readonly from: string; readonly id?: number; readonly word: Word }
  | ({ readonly to: number } & Answered<Answer>);
