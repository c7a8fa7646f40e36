import type { IncomingMessage } from 'node:http';
import * as http from 'node:http';
import * as https from 'node:https';
import { isIP } from 'node:net';
import type { Readable } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import { addressesOf, type Gate } from './gate.ts';
import { Unfit } from './unfit.ts';

const MAX_REDIRECTS = 4;
const USER_AGENT = 'Parley/0.1 (link preview; fetched once for a message that names this address)';

export interface Fetched {
  /** After all redirects. */
  readonly url: URL;
  /** As the server gave it, with its parameters. */
  readonly type: string;
  readonly body: Uint8Array;
  /** There is more of it than was read. */
  readonly isCut: boolean;
}

export interface FetchInput {
  readonly gate: Gate;
  readonly accept: string;
  /** How much of a body of this type is read; null: nothing to begin with. */
  readonly limitFor: (type: string) => number | null;
  /** The end of all patience, redirects and body included. */
  readonly signal: AbortSignal;
}

/**
 * GET, by way of `gate` at every step: the connection goes to an address that was checked, without a second look at the
 * name. Throws `Unfit` where there is nothing to show.
 */
export async function fetchPublic(start: URL, input: FetchInput): Promise<Fetched> {
  let url = start;
  for (let redirects = 0; redirects <= MAX_REDIRECTS; redirects++) {
    const addresses = await orAborted(addressesOf(url, input.gate), input.signal);
    const answer = await request(url, addresses, input);
    const next = redirectOf(answer, url);
    if (next === null) return await read(answer, url, input);
    answer.destroy();
    url = next;
  }
  throw new Unfit('too many redirects');
}

/** `agent: false`: a connection that stands already would be found by the name alone. */
function request(
  url: URL,
  addresses: readonly string[],
  { accept, signal }: FetchInput,
): Promise<IncomingMessage> {
  const options: http.RequestOptions = {
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port: url.port === '' ? undefined : Number(url.port),
    path: url.pathname + url.search,
    headers: { 'user-agent': USER_AGENT, accept, 'accept-encoding': 'identity' },
    agent: false,
    signal,
    lookup: (_name, _options, done) =>
      done(
        null,
        addresses.map((address) => ({ address, family: isIP(address) })),
      ),
  };
  return new Promise((resolve, reject) => {
    const fail = (error: Error) => reject(new Unfit('no answer', { cause: error }));
    const sent = (url.protocol === 'https:' ? https : http).get(options, resolve);
    sent.on('error', fail);
  });
}

function redirectOf(answer: IncomingMessage, url: URL): URL | null {
  const { statusCode = 0, headers } = answer;
  if (![301, 302, 303, 307, 308].includes(statusCode)) return null;
  const to = headers.location ?? '';
  if (!URL.canParse(to, url.href)) throw new Unfit('a redirect to nowhere');
  return new URL(to, url.href);
}

async function read(answer: IncomingMessage, url: URL, { limitFor, signal }: FetchInput): Promise<Fetched> {
  const type = answer.headers['content-type'] ?? '';
  const limit = answer.statusCode === 200 ? limitFor(type) : null;
  if (limit === null) {
    answer.destroy();
    throw new Unfit(`status ${answer.statusCode} of type ${type.slice(0, 100)}`);
  }
  try {
    return { url, type, ...(await readUpTo(limit, decoded(answer), signal)) };
  } catch (error) {
    throw error instanceof Unfit ? error : new Unfit('a body that breaks off', { cause: error });
  } finally {
    answer.destroy();
  }
}

/** Nothing packed was asked for; some servers pack nevertheless. Unpacked piece by piece, as far as is read. */
function decoded(answer: IncomingMessage): Readable {
  const encoding = (answer.headers['content-encoding'] ?? 'identity').trim().toLowerCase();
  if (encoding === 'identity' || encoding === '') return answer;
  const unpack = UNPACKERS[encoding];
  if (!unpack) throw new Unfit('an unknown encoding');
  const unpacked = unpack();
  answer.on('error', (error) => unpacked.destroy(error));
  return answer.pipe(unpacked);
}

const UNPACKERS: Readonly<Record<string, () => ReturnType<typeof createGunzip>>> = {
  gzip: createGunzip,
  'x-gzip': createGunzip,
  deflate: createInflate,
  br: createBrotliDecompress,
};

async function readUpTo(limit: number, stream: Readable, signal: AbortSignal) {
  const chunks: Uint8Array[] = [];
  let size = 0;
  const stop = () => stream.destroy(new Unfit('too slow'));
  signal.addEventListener('abort', stop, { once: true });
  try {
    for await (const chunk of stream) {
      signal.throwIfAborted();
      chunks.push(chunk as Uint8Array);
      size += (chunk as Uint8Array).length;
      if (size >= limit) break;
    }
  } finally {
    signal.removeEventListener('abort', stop);
    stream.destroy();
  }
  if (signal.aborted) throw new Unfit('too slow');
  const body = Buffer.concat(chunks);
  return { body: body.subarray(0, limit), isCut: size >= limit };
}

/** A name server that does not answer is not waited for. */
async function orAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>();
  const stop = () => reject(new Unfit('too slow'));
  if (signal.aborted) stop();
  signal.addEventListener('abort', stop, { once: true });
  try {
    return await Promise.race([work, promise]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}
