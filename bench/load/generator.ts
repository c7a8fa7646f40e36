import { HEARTBEAT_MS } from '../../protocol/limits.ts';
import { DIALECTS, type Dialect, type Person, textOf } from './dialect.ts';
import type { Answer, Answers, Flood, Order, OrderName, Orders, Pace } from './orders.ts';
import { openRawSocket, type RawSocket } from './raw-socket.ts';

/** How long deliveries are waited for after the last send. */
const DRAIN_MS = 5_000;
const TICK_MS = 2;
const BEAT_TICK_MS = 100;

interface Device {
  readonly person: Person;
  socket: RawSocket | null;
}

/** A process full of clients. What belongs together in one conversation is in one process: they share a clock. */
class Generator {
  #devices: Device[] = [];
  #dialect: Dialect = DIALECTS.parley;
  #seq = 0;
  #nextSender = 0;
  #stopHeart: () => void = () => undefined;
  #onAck: (id: number) => void = () => undefined;
  #onRefused: (id: number) => void = () => undefined;
  #onMessage: (seq: number) => void = () => undefined;

  readonly orders: { [K in OrderName]: (order: Orders[K]) => Promise<Answers[K]> } = {
    open: (order) => this.#open(order),
    flood: (order) => this.#flood(order),
    pace: (order) => this.#pace(order),
    burst: (order) => this.#burst(order),
    close: async () => {
      this.#stopHeart();
      for (const { socket } of this.#devices.splice(0)) socket?.close();
      return {};
    },
  };

  async #open({ dialect, port, people, atOnce }: Orders['open']): Promise<Answers['open']> {
    const started = performance.now();
    this.#dialect = DIALECTS[dialect];
    const devices = people.map((person): Device => ({ person, socket: null }));
    this.#stopHeart = this.#beat(devices);
    const waiting = [...devices];
    const connectAll = async () => {
      for (let next = waiting.pop(); next; next = waiting.pop()) await this.#connect(next, port);
    };
    await Promise.all(Array.from({ length: atOnce }, connectAll));
    this.#devices = devices;
    const lost = devices.filter(({ socket }) => socket === null).length;
    if (lost > 0) throw new Error(`${lost} sockets were closed again`);
    return { sockets: devices.length, milliseconds: performance.now() - started };
  }

  async #connect(device: Device, port: number): Promise<void> {
    const { promise: ready, resolve, reject } = Promise.withResolvers<void>();
    const socket = await openRawSocket({
      port,
      path: this.#dialect.path,
      headers: this.#dialect.headers(device.person, port),
      onText: (bytes, start, end) => {
        const heard = this.#dialect.hear(bytes, start, end);
        if (heard.kind === 'message') this.#onMessage(heard.seq);
        else if (heard.kind === 'ack') this.#onAck(heard.id);
        else if (heard.kind === 'refused') this.#onRefused(heard.id);
        else if (heard.kind === 'ready') resolve();
        else if (heard.kind === 'answer') socket.send(heard.frame);
      },
      onClose: (reason) => {
        reject(new Error(reason));
        device.socket = null;
      },
    });
    device.socket = socket;
    socket.send(this.#dialect.hello());
    await ready;
  }

  /** Each in its turn, so that they do not come all at once. */
  #beat(devices: readonly Device[]): () => void {
    const { heartbeat } = this.#dialect;
    if (!heartbeat) return () => undefined;
    let next = 0;
    const few = Math.ceil((devices.length * BEAT_TICK_MS) / HEARTBEAT_MS);
    const timer = setInterval(() => {
      for (let i = 0; i < few; i += 1, next += 1) devices[next % devices.length]?.socket?.send(heartbeat());
    }, BEAT_TICK_MS);
    return () => clearInterval(timer);
  }

  /** The next sender takes its turn. */
  #sendNext(textLength: number): number {
    const seq = this.#seq;
    this.#seq += 1;
    const device = this.#devices[seq % this.#devices.length];
    if (!device?.socket) throw new Error('a socket was closed during the measurement');
    device.socket.send(this.#dialect.send(device.person, seq, textOf(seq, textLength)));
    return seq;
  }

  async #flood({ outstanding, seconds, warmUpMs, textLength }: Orders['flood']): Promise<Flood> {
    const tally = { acked: 0, delivered: 0, refused: 0 };
    const end = performance.now() + warmUpMs + seconds * 1000;
    const next = () => {
      if (performance.now() < end) this.#sendNext(textLength);
    };
    this.#onAck = () => {
      tally.acked += 1;
      next();
    };
    this.#onRefused = () => {
      tally.refused += 1;
      next();
    };
    this.#onMessage = () => {
      tally.delivered += 1;
    };
    for (let i = 0; i < outstanding; i += 1) next();
    await Bun.sleep(warmUpMs);
    const [before, from] = [{ ...tally }, performance.now()];
    await Bun.sleep(seconds * 1000);
    const [after, to] = [{ ...tally }, performance.now()];
    await Bun.sleep(warmUpMs);
    return {
      acked: after.acked - before.acked,
      delivered: after.delivered - before.delivered,
      refused: after.refused,
      seconds: (to - from) / 1000,
    };
  }

  async #pace({ rate, seconds, textLength }: Orders['pace']): Promise<Pace> {
    const total = Math.round(rate * seconds);
    const first = this.#seq;
    const start = performance.now() + 50;
    const dueAt = (index: number) => start + (index * 1000) / rate;
    const tally = { acked: 0, refused: 0 };
    const latencies: number[] = [];
    this.#onAck = () => {
      tally.acked += 1;
    };
    this.#onRefused = () => {
      tally.refused += 1;
    };
    this.#onMessage = (seq) => {
      if (seq >= first) latencies.push(performance.now() - dueAt(seq - first));
    };
    let sent = 0;
    while (sent < total) {
      const now = performance.now();
      while (sent < total && dueAt(sent) <= now) {
        this.#sendNext(textLength);
        sent += 1;
      }
      await Bun.sleep(TICK_MS);
    }
    const giveUp = performance.now() + DRAIN_MS;
    while (tally.acked + tally.refused < sent && performance.now() < giveUp) await Bun.sleep(TICK_MS);
    await Bun.sleep(TICK_MS * 50);
    return { sent, ...tally, latencies };
  }

  async #burst({ count, rounds, textLength }: Orders['burst']): Promise<Answers['burst']> {
    const times: number[] = [];
    for (let round = 0; round < rounds; round += 1) {
      // Another each time: one socket may not say so much.
      this.#nextSender += 1;
      const sender = this.#devices[this.#nextSender % this.#devices.length];
      if (!sender) throw new Error('nobody is there to send');
      const { promise: all, resolve } = Promise.withResolvers<void>();
      const first = this.#seq;
      this.#seq += count;
      let missing = count * this.#devices.length;
      this.#onMessage = (seq) => {
        if (seq < first) return;
        missing -= 1;
        if (missing === 0) resolve();
      };
      const frames = Array.from({ length: count }, (_, index) =>
        this.#dialect.send(sender.person, first + index, textOf(first + index, textLength)),
      );
      const started = performance.now();
      for (const frame of frames) sender.socket?.send(frame);
      const isWhole = await Promise.race([all.then(() => true), Bun.sleep(30_000).then(() => false)]);
      if (!isWhole) throw new Error(`${missing} of ${count * this.#devices.length} deliveries never came`);
      times.push(performance.now() - started);
    }
    return { rounds: times };
  }
}

const generator = new Generator();

async function obey({ id, kind, body }: Order): Promise<Answer> {
  try {
    // The table pairs each order with its own answer, which the compiler cannot follow through a union.
    const carryOut = generator.orders[kind] as (order: unknown) => Promise<Answers[OrderName]>;
    return { id, body: await carryOut(body) };
  } catch (error) {
    return { id, error: error instanceof Error ? error.message : String(error) };
  }
}

process.on('message', (order: Order) => void obey(order).then((answer) => process.send?.(answer)));
process.on('disconnect', () => process.exit(0));
