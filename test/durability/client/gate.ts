import { connect, createServer, type Server, type Socket } from 'node:net';

const HOST = '127.0.0.1';

/**
 * What lies between one tab and the servers, and fails as networks do. New connections go to the port that `choose`
 * names at that moment.
 */
export class Gate {
  readonly #server: Server;
  readonly #choose: () => number;
  readonly #lines = new Set<Line>();
  #newest: Line | null = null;

  private constructor(choose: () => number) {
    this.#choose = choose;
    this.#server = createServer((socket) => this.#accept(socket));
  }

  static async open(choose: () => number): Promise<Gate> {
    const gate = new Gate(choose);
    await new Promise<void>((resolve) => gate.#server.listen(0, HOST, resolve));
    return gate;
  }

  get url(): string {
    const address = this.#server.address();
    if (typeof address !== 'object' || address === null) throw new Error('the gate is closed');
    return `http://${HOST}:${address.port}`;
  }

  /** The port that the newest connection leads to. */
  get target(): number | null {
    return this.#newest?.port ?? null;
  }

  /** Ends the line after so many more bytes of one direction, in the middle of a frame or of the handshake. */
  cutAfter(direction: 'up' | 'down', bytes: number): void {
    this.#newest?.cutAfter(direction, bytes);
  }

  cut(): void {
    this.#newest?.end();
  }

  /** Both sides believe that the line is there, and nothing arrives any more. */
  halfOpen(): void {
    this.#newest?.freeze();
  }

  /** The tab reads nothing for a while, and everything later. */
  stall(): void {
    this.#newest?.stall();
  }

  flow(): void {
    for (const line of this.#lines) line.flow();
  }

  close(): void {
    for (const line of [...this.#lines]) line.end();
    this.#server.close();
  }

  #accept(client: Socket): void {
    const line = new Line(client, this.#choose());
    this.#lines.add(line);
    this.#newest = line;
    line.onEnd = () => {
      this.#lines.delete(line);
      if (this.#newest === line) this.#newest = null;
    };
  }
}

class Line {
  readonly port: number;
  onEnd: () => void = () => {};
  readonly #client: Socket;
  readonly #upstream: Socket;
  #frozen = false;
  readonly #left = { up: Number.POSITIVE_INFINITY, down: Number.POSITIVE_INFINITY };

  constructor(client: Socket, port: number) {
    this.port = port;
    this.#client = client;
    this.#upstream = connect(port, HOST);
    client.on('data', (data: Buffer) => this.#pass('up', this.#upstream, data));
    this.#upstream.on('data', (data: Buffer) => this.#pass('down', client, data));
    for (const socket of [client, this.#upstream]) {
      socket.setNoDelay(true);
      socket.on('error', () => undefined);
      socket.on('close', () => this.#closed(socket));
    }
  }

  cutAfter(direction: 'up' | 'down', bytes: number): void {
    this.#left[direction] = bytes;
  }

  freeze(): void {
    this.#frozen = true;
  }

  stall(): void {
    this.#upstream.pause();
  }

  flow(): void {
    this.#upstream.resume();
  }

  end(): void {
    this.#client.destroy();
    this.#upstream.destroy();
    this.onEnd();
  }

  #pass(direction: 'up' | 'down', to: Socket, data: Buffer): void {
    if (this.#frozen) return;
    const left = this.#left[direction];
    this.#left[direction] = left - data.length;
    if (data.length < left) to.write(data);
    else if (left <= 0) this.end();
    else to.write(data.subarray(0, left), () => this.end());
  }

  /** Of a half-open line nobody hears: the server has to find out by itself. */
  #closed(side: Socket): void {
    if (this.#frozen && side === this.#client) return;
    this.end();
  }
}
