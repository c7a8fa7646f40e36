import { createHash, createHmac, randomBytes } from 'node:crypto';
import { createSocket, type Socket } from 'node:dgram';
import { isIPv6 } from 'node:net';

/** As much of TURN (RFC 8656) as tells whether a server takes somebody and lets them reach a peer. */
const ALLOCATE = 0x0003;
const CREATE_PERMISSION = 0x0008;
const ERROR_CLASS = 0x0110;
const MAGIC = Buffer.from('2112a442', 'hex');
const attribute = {
  username: 0x0006,
  integrity: 0x0008,
  error: 0x0009,
  peer: 0x0012,
  realm: 0x0014,
  nonce: 0x0015,
  family: 0x0017,
  transport: 0x0019,
} as const;

const ANSWER_TIMEOUT_MS = 3_000;
const ATTEMPTS = 3;

export interface TurnUser {
  readonly username: string;
  readonly credential: string;
}

type Attribute = readonly [type: number, value: Buffer];
interface Answer {
  readonly code: number;
  readonly attributes: ReadonlyMap<number, Buffer>;
}

/** Codes are those of TURN; 200 where the server does what it was asked. */
export class TurnClient {
  readonly #socket: Socket = createSocket('udp4');
  readonly #server: { readonly port: number };
  readonly #user: TurnUser;
  #realm: Buffer = Buffer.alloc(0);
  #nonce: Buffer = Buffer.alloc(0);

  constructor(server: { readonly port: number }, user: TurnUser) {
    this.#server = server;
    this.#user = user;
  }

  /** A relayed address of the family. */
  async allocate(family: 'IPv4' | 'IPv6' = 'IPv4'): Promise<number> {
    const wanted: Attribute[] = [[attribute.transport, Buffer.from([17, 0, 0, 0])]];
    if (family === 'IPv6') wanted.push([attribute.family, Buffer.from([2, 0, 0, 0])]);
    const challenge = await this.#ask(ALLOCATE, wanted);
    if (challenge.code !== 401) throw new Error(`No proof was asked of a stranger: ${challenge.code}`);
    this.#realm = challenge.attributes.get(attribute.realm) ?? Buffer.alloc(0);
    this.#nonce = challenge.attributes.get(attribute.nonce) ?? Buffer.alloc(0);
    return (await this.#ask(ALLOCATE, wanted, this.#user)).code;
  }

  /** Whether packets may go to `address` and come from there: nothing is sent to it. */
  async permit(address: string): Promise<number> {
    return (await this.#ask(CREATE_PERMISSION, (id) => [[attribute.peer, peer(address, id)]], this.#user))
      .code;
  }

  close(): void {
    this.#socket.close();
  }

  async #ask(
    method: number,
    wanted: readonly Attribute[] | ((id: Buffer) => readonly Attribute[]),
    user?: TurnUser,
  ): Promise<Answer> {
    const id = randomBytes(12);
    const attributes = typeof wanted === 'function' ? wanted(id) : wanted;
    const message = user ? this.#sign({ method, id, attributes, user }) : write(method, id, attributes);
    for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
      const answer = await this.#send(message, id);
      if (answer) return answer;
    }
    throw new Error('The TURN server does not answer.');
  }

  #sign(request: { method: number; id: Buffer; attributes: readonly Attribute[]; user: TurnUser }): Buffer {
    const { method, id, attributes, user } = request;
    const proof: Attribute[] = [
      [attribute.username, Buffer.from(user.username)],
      [attribute.realm, this.#realm],
      [attribute.nonce, this.#nonce],
    ];
    const key = createHash('md5').update(`${user.username}:${this.#realm}:${user.credential}`).digest();
    const message = write(method, id, [...attributes, ...proof, [attribute.integrity, Buffer.alloc(20)]]);
    createHmac('sha1', key)
      .update(message.subarray(0, -24))
      .digest()
      .copy(message, message.length - 20);
    return message;
  }

  /** null: nothing came in time. */
  async #send(message: Buffer, id: Buffer): Promise<Answer | null> {
    const { promise, resolve } = Promise.withResolvers<Answer | null>();
    const take = (data: Buffer) => {
      if (data.subarray(8, 20).equals(id)) resolve(read(data));
    };
    this.#socket.on('message', take);
    this.#socket.send(message, this.#server.port, '127.0.0.1');
    const timer = setTimeout(() => resolve(null), ANSWER_TIMEOUT_MS);
    const answer = await promise;
    clearTimeout(timer);
    this.#socket.off('message', take);
    return answer;
  }
}

function write(method: number, id: Buffer, attributes: readonly Attribute[]): Buffer {
  const body = Buffer.concat(
    attributes.map(([type, value]) => {
      const padded = Buffer.alloc(4 + Math.ceil(value.length / 4) * 4);
      padded.writeUInt16BE(type, 0);
      padded.writeUInt16BE(value.length, 2);
      value.copy(padded, 4);
      return padded;
    }),
  );
  const head = Buffer.alloc(4);
  head.writeUInt16BE(method, 0);
  head.writeUInt16BE(body.length, 2);
  return Buffer.concat([head, MAGIC, id, body]);
}

function read(data: Buffer): Answer {
  const attributes = new Map<number, Buffer>();
  for (let at = 20; at + 4 <= data.length; ) {
    const length = data.readUInt16BE(at + 2);
    attributes.set(data.readUInt16BE(at), data.subarray(at + 4, at + 4 + length));
    at += 4 + Math.ceil(length / 4) * 4;
  }
  const failed = (data.readUInt16BE(0) & ERROR_CLASS) === ERROR_CLASS;
  const error = attributes.get(attribute.error);
  return { code: failed && error ? (error[2] ?? 0) * 100 + (error[3] ?? 0) : 200, attributes };
}

/** XOR-PEER-ADDRESS with port 9. */
function peer(address: string, id: Buffer): Buffer {
  const bytes = isIPv6(address) ? bytesOfIPv6(address) : Buffer.from(address.split('.').map(Number));
  const mask = Buffer.concat([MAGIC, id]);
  const value = Buffer.alloc(4 + bytes.length);
  value[1] = bytes.length === 4 ? 1 : 2;
  value.writeUInt16BE(9 ^ MAGIC.readUInt16BE(0), 2);
  for (const [index, byte] of bytes.entries()) value[4 + index] = byte ^ (mask[index] ?? 0);
  return value;
}

function bytesOfIPv6(address: string): Buffer {
  const dotted = /\d+\.\d+\.\d+\.\d+$/.exec(address)?.[0];
  const hex = dotted ? Buffer.from(dotted.split('.').map(Number)).toString('hex') : '';
  const plain = dotted ? address.replace(dotted, `${hex.slice(0, 4)}:${hex.slice(4)}`) : address;
  const [before = '', after] = plain.split('::');
  const groups = (text: string) => (text === '' ? [] : text.split(':'));
  const [head, tail] = [groups(before), groups(after ?? '')];
  const all = [...head, ...Array.from({ length: 8 - head.length - tail.length }, () => '0'), ...tail];
  return Buffer.from(all.map((group) => group.padStart(4, '0')).join(''), 'hex');
}
