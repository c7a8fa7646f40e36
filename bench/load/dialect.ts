import { PROTOCOL_VERSION } from '../../protocol/version.ts';

export interface Person {
  readonly token: string;
  readonly conversationId: string;
}

export type Heard =
  | { readonly kind: 'ack' | 'refused'; readonly id: number }
  /** A message; `seq` is what its text begins with. */
  | { readonly kind: 'message'; readonly seq: number }
  | { readonly kind: 'ready' | 'other' }
  | { readonly kind: 'answer'; readonly frame: string };

/** How a client of one of the servers speaks. */
export interface Dialect {
  readonly path: string;
  headers(person: Person, port: number): Record<string, string>;
  /** Sent as soon as the WebSocket is open. */
  readonly hello: () => string;
  /** Sent now and then by whoever is there; null where the server asks for it. */
  readonly heartbeat: (() => string) | null;
  send(person: Person, id: number, text: string): string;
  hear(bytes: Buffer, start: number, end: number): Heard;
}

export type DialectName = 'parley' | 'peer' | 'bare';

/**
 * Of a text of which the number is told apart from what follows it. It is written in threes, so that the text is made of
 * words that stood in others before, as nearly all texts are: in one piece it would be new to the search each time.
 */
export const textOf = (seq: number, length: number) =>
  `${String(seq).replace(THREES, '-')} `.padEnd(length, 'lorem ipsum dolor ');
const THREES = /\B(?=(?:\d{3})+$)/g;

const OTHER: Heard = { kind: 'other' };
const READY: Heard = { kind: 'ready' };
const CHANGED = Buffer.from('{"t":"chat.changed"');
const OK = Buffer.from('{"t":"ok","id":');
const FAILED = Buffer.from('{"t":"error","id":');
const WELCOME = Buffer.from('{"t":"session.welcome"');
const ERROR_FIELD = Buffer.from('[{"error"');
const TEXT_FIELD = Buffer.from('"text":"');
const DASH = '-'.charCodeAt(0);

const parley: Dialect = {
  path: '/ws',
  headers: ({ token }, port) => ({ Cookie: `parley=${token}`, Origin: `http://127.0.0.1:${port}` }),
  hello: () =>
    JSON.stringify({
      up: { t: 'session.hello', version: PROTOCOL_VERSION, deviceId: crypto.randomUUID() },
    }),
  heartbeat: () => JSON.stringify({ up: { t: 'session.ping', sentAt: Date.now() } }),
  send: ({ conversationId }, id, text) =>
    JSON.stringify({ id, up: { t: 'chat.send', clientId: crypto.randomUUID(), conversationId, text } }),
  hear(bytes, start, end) {
    if (begins(bytes, start, CHANGED)) return messageIn(bytes, start, end);
    if (begins(bytes, start, OK)) return { kind: 'ack', id: numberAt(bytes, start + OK.length) };
    if (begins(bytes, start, FAILED)) return { kind: 'refused', id: numberAt(bytes, start + FAILED.length) };
    return begins(bytes, start, WELCOME) ? READY : OTHER;
  },
};

/** Engine.IO 4 and Socket.IO 5 as text: `0` open, `2` ping, `40` connected, `42` event, `43` acknowledgement. */
const peer: Dialect = {
  path: '/socket.io/?EIO=4&transport=websocket',
  headers: ({ token }, port) => ({ Cookie: `sid=${token}`, Origin: `http://127.0.0.1:${port}` }),
  hello: () => '40',
  heartbeat: null,
  send: ({ conversationId }, id, text) =>
    `42${id}${JSON.stringify(['send', { room: conversationId, text }])}`,
  hear(bytes, start, end) {
    const [type, kind] = [bytes[start], bytes[start + 1]];
    if (type === code('2')) return { kind: 'answer', frame: '3' };
    if (type !== code('4')) return OTHER;
    if (kind === code('0')) return READY;
    if (kind === code('3')) return acknowledgedIn(bytes, start, end);
    return kind === code('2') ? messageIn(bytes, start, end) : OTHER;
  },
};

/** bench/world/bare-server.ts: whatever is sent is published to all. */
const bare: Dialect = {
  path: '/',
  headers: () => ({}),
  hello: () => 'hello',
  heartbeat: null,
  send: (_person, _id, text) => JSON.stringify({ text }),
  hear: (bytes, start, end) => (bytes[start] === code('h') ? READY : messageIn(bytes, start, end)),
};

export const DIALECTS: Readonly<Record<DialectName, Dialect>> = { parley, peer, bare };

function messageIn(bytes: Buffer, start: number, end: number): Heard {
  const at = bytes.indexOf(TEXT_FIELD, start);
  return at < 0 || at >= end ? OTHER : { kind: 'message', seq: numberAt(bytes, at + TEXT_FIELD.length) };
}

/** `43<id>[{"id":…}]`, or `43<id>[{"error":…}]`. */
function acknowledgedIn(bytes: Buffer, start: number, end: number): Heard {
  const at = bytes.indexOf(ERROR_FIELD, start);
  return { kind: at < 0 || at >= end ? 'ack' : 'refused', id: numberAt(bytes, start + 2) };
}

function begins(bytes: Buffer, start: number, pattern: Buffer): boolean {
  for (let i = 0; i < pattern.length; i += 1) if (bytes[start + i] !== pattern[i]) return false;
  return true;
}

/** Also of one that is written in threes. */
function numberAt(bytes: Buffer, at: number): number {
  let number = 0;
  for (let i = at; ; i += 1) {
    const byte = bytes[i] ?? 0;
    if (byte === DASH) continue;
    const digit = byte - 48;
    if (digit < 0 || digit > 9) return number;
    number = number * 10 + digit;
  }
}

function code(character: string): number {
  return character.charCodeAt(0);
}
