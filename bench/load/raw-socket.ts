import type { Socket } from 'bun';

const HEAD_END = Buffer.from('\r\n\r\n');
const TEXT = 0x81;
const CLOSE = 0x8;
const PING = 0x9;

export interface RawSocketOptions {
  readonly port: number;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  /** A text frame: its payload lies in `bytes` from `start` to `end`, for the length of the call. */
  readonly onText: (bytes: Buffer, start: number, end: number) => void;
  readonly onClose: (reason: string) => void;
}

/**
 * The client's half of a WebSocket and no more than the measurements need: frames are told as bytes, so that
 * ten thousand readers cost less than the server that is measured.
 */
export async function openRawSocket(options: RawSocketOptions): Promise<RawSocket> {
  const raw = new RawSocket(options);
  await Bun.connect({
    hostname: '127.0.0.1',
    port: options.port,
    socket: {
      open: (socket) => raw.opened(socket),
      data: (_socket, bytes) => raw.receive(bytes),
      drain: () => raw.flush(),
      close: () => raw.closed('the connection closed'),
      error: (_socket, error) => raw.closed(error.message),
    },
  });
  await raw.ready;
  return raw;
}

export class RawSocket {
  readonly #options: RawSocketOptions;
  readonly #ready = Promise.withResolvers<void>();
  #socket: Socket | null = null;
  #isUpgraded = false;
  #rest: Buffer | null = null;
  #unsent: Buffer | null = null;

  constructor(options: RawSocketOptions) {
    this.#options = options;
    this.#ready.promise.catch(() => undefined);
  }

  get ready(): Promise<void> {
    return this.#ready.promise;
  }

  opened(socket: Socket): void {
    this.#socket = socket;
    const { path, port, headers } = this.#options;
    const key = Buffer.from(crypto.getRandomValues(new Uint8Array(16))).toString('base64');
    const all = { Host: `127.0.0.1:${port}`, Upgrade: 'websocket', Connection: 'Upgrade', ...headers };
    const lines = Object.entries({ ...all, 'Sec-WebSocket-Version': '13', 'Sec-WebSocket-Key': key });
    const head = lines.map(([name, value]) => `${name}: ${value}\r\n`).join('');
    this.#write(Buffer.from(`GET ${path} HTTP/1.1\r\n${head}\r\n`));
  }

  /** Masked with zeros, as the protocol wants a mask and the measurement no work. */
  send(text: string): void {
    const length = Buffer.byteLength(text);
    const isLong = length > 125;
    const frame = Buffer.alloc((isLong ? 8 : 6) + length);
    frame[0] = TEXT;
    frame[1] = 0x80 | (isLong ? 126 : length);
    if (isLong) frame.writeUInt16BE(length, 2);
    frame.write(text, isLong ? 8 : 6);
    this.#write(frame);
  }

  close(): void {
    this.#socket?.terminate();
    this.#socket = null;
  }

  closed(reason: string): void {
    this.#ready.reject(new Error(reason));
    if (this.#socket === null) return;
    this.#socket = null;
    this.#options.onClose(reason);
  }

  flush(): void {
    const unsent = this.#unsent;
    this.#unsent = null;
    if (unsent) this.#write(unsent);
  }

  receive(bytes: Buffer): void {
    const all = this.#rest ? Buffer.concat([this.#rest, bytes]) : bytes;
    this.#rest = null;
    const from = this.#isUpgraded ? 0 : this.#takeHead(all);
    const end = this.#isUpgraded ? this.#takeFrames(all, from) : 0;
    if (end < all.length) this.#rest = end === 0 && all !== bytes ? all : Buffer.from(all.subarray(end));
  }

  #write(bytes: Buffer): void {
    if (this.#unsent) {
      this.#unsent = Buffer.concat([this.#unsent, bytes]);
      return;
    }
    const written = Math.max(0, this.#socket?.write(bytes) ?? bytes.length);
    if (written < bytes.length) this.#unsent = Buffer.from(bytes.subarray(written));
  }

  #takeHead(bytes: Buffer): number {
    const end = bytes.indexOf(HEAD_END);
    if (end < 0) return 0;
    const status = bytes.toString('latin1', 0, bytes.indexOf(13));
    if (!status.includes(' 101 ')) this.closed(status);
    this.#isUpgraded = true;
    this.#ready.resolve();
    return end + HEAD_END.length;
  }

  /** Where the first frame begins that has not wholly come. */
  #takeFrames(bytes: Buffer, from: number): number {
    let at = from;
    while (at + 2 <= bytes.length) {
      const short = bytes.readUInt8(at + 1) & 0x7f;
      const headLength = short === 127 ? 10 : short === 126 ? 4 : 2;
      if (at + headLength > bytes.length) break;
      const start = at + headLength;
      const end = start + lengthAt(bytes, at, short);
      if (end > bytes.length) break;
      this.#takeFrame(bytes.readUInt8(at) & 0xf, { bytes, start, end });
      at = end;
    }
    return at;
  }

  #takeFrame(kind: number, { bytes, start, end }: { bytes: Buffer; start: number; end: number }): void {
    if (kind === CLOSE) return this.closed(`closed: ${bytes.toString('utf8', start + 2, end)}`);
    if (kind === PING) return this.#write(Buffer.from([0x8a, 0x80, 0, 0, 0, 0]));
    this.#options.onText(bytes, start, end);
  }
}

function lengthAt(bytes: Buffer, at: number, short: number): number {
  if (short === 127) return Number(bytes.readBigUInt64BE(at + 2));
  return short === 126 ? bytes.readUInt16BE(at + 2) : short;
}
