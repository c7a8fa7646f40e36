import { connect, createServer, type Server, type Socket } from 'node:net';

/**
 * A TCP proxy of the test's own. It cuts connections when told to, or when one has carried so many bytes upward, and
 * can stay shut.
 */
export class Gate {
  readonly #server: Server;
  readonly #pairs = new Set<readonly [Socket, Socket]>();
  readonly #target: { host: string; port: number };
  #open = true;
  #cutsAfter: number[] = [];
  #upward = 0;
  cuts = 0;

  private constructor(server: Server, target: { host: string; port: number }) {
    this.#server = server;
    this.#target = target;
  }

  static async to(target: { host: string; port: number }): Promise<Gate> {
    const server = createServer();
    const gate = new Gate(server, target);
    server.on('connection', (client) => gate.#join(client));
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    return gate;
  }

  /** In front of a server; the address is that of the gate. */
  static async before(server: string): Promise<{ gate: Gate; at: string }> {
    const { hostname: host, port } = new URL(server);
    const gate = await Gate.to({ host, port: Number(port) });
    return { gate, at: `http://${host}:${gate.port}` };
  }

  get port(): number {
    const address = this.#server.address();
    if (address === null || typeof address === 'string') throw new Error('The gate does not listen.');
    return address.port;
  }

  /** Cuts everything each time this many more bytes have gone up in all. */
  cutAfter(...bytes: number[]): void {
    this.#cutsAfter = bytes;
    this.#upward = 0;
  }

  cut(): void {
    this.cuts += 1;
    for (const pair of this.#pairs) for (const socket of pair) socket.destroy();
  }

  shut(): void {
    this.#open = false;
    this.cut();
  }

  reopen(): void {
    this.#open = true;
  }

  async close(): Promise<void> {
    this.shut();
    await new Promise((closed) => this.#server.close(closed));
  }

  #join(client: Socket): void {
    if (!this.#open) {
      client.destroy();
      return;
    }
    const upstream = connect(this.#target);
    const pair = [client, upstream] as const;
    this.#pairs.add(pair);
    client.on('data', (data) => this.#count(data.length));
    client.pipe(upstream).pipe(client);
    for (const [socket, other] of [pair, [upstream, client]] as const) {
      socket.on('error', () => other.destroy());
      socket.on('close', () => {
        other.destroy();
        this.#pairs.delete(pair);
      });
    }
  }

  #count(bytes: number): void {
    this.#upward += bytes;
    const [next] = this.#cutsAfter;
    if (next === undefined || this.#upward < next) return;
    this.#cutsAfter.shift();
    this.#upward = 0;
    this.cut();
  }
}
