import { S3Client, type Subprocess } from 'bun';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const SCRIPT = join(import.meta.dir, 'swift-s3.py');
/** Debian's, which has Swift. */
const PYTHON = '/usr/bin/python3';
const PARTS = 4;

interface Account {
  readonly endpoint: string;
  readonly bucket: string;
  readonly region: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

export interface TestSwift {
  readonly account: Account;
  close(): Promise<void>;
}

/**
 * OpenStack Swift with its S3 interface, an empty bucket in it: a real server that checks every signature.
 * Rejects where it does not take a file and give it back, with what Python said.
 */
export async function makeTestSwift(): Promise<TestSwift> {
  const folder = await mkdtemp(join(tmpdir(), 'parley-swift-'));
  const [accessKeyId, secretAccessKey, bucket] = ['test:alice', 'not-so-secret', 'watercooler'];
  const swift = Bun.spawn([PYTHON, SCRIPT, folder, accessKeyId, secretAccessKey, bucket], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  // Read all along: a full pipe would hold it up.
  const complaints = new Response(swift.stderr).text();
  const end = async () => {
    swift.kill('SIGKILL');
    await swift.exited;
    await rm(folder, { recursive: true, force: true });
  };
  const endpoint = await firstLine(swift.stdout);
  const account = { endpoint, bucket, region: 'us-east-1', accessKeyId, secretAccessKey };
  const failure = endpoint === '' ? 'no address' : await proveItself(account);
  if (failure === null) return { account, close: () => closeRunning(swift, { end, complaints }) };
  await end();
  throw new Error(told(`Swift does not work: ${failure}`, await complaints));
}

async function closeRunning(
  swift: Subprocess,
  { end, complaints }: { readonly end: () => Promise<void>; readonly complaints: Promise<string> },
): Promise<void> {
  const { exitCode, signalCode } = swift;
  await end();
  if (exitCode === null && signalCode === null) return;
  throw new Error(told(`Swift ended by itself (${exitCode ?? signalCode})`, await complaints));
}

/** By Bun's own client, so that a fault of Parley's is not taken for one of Swift's. Answers what went wrong. */
async function proveItself(account: Account): Promise<string | null> {
  const client = new S3Client(account);
  try {
    for (let part = 0; part < PARTS; part++) {
      await client.write(`proof-${part}`, 'Watercooler');
      if ((await client.file(`proof-${part}`).text()) !== 'Watercooler') return 'it gives back another file';
      await client.delete(`proof-${part}`);
    }
    return null;
  } catch (error) {
    return String(error);
  }
}

/** And the rest is read as well: Python may write a line in pieces, and ends where nobody takes the next. */
async function firstLine(stream: ReadableStream<Uint8Array<ArrayBuffer>>): Promise<string> {
  const { promise, resolve } = Promise.withResolvers<string>();
  const readAll = async () => {
    let text = '';
    for await (const piece of stream.pipeThrough(new TextDecoderStream())) {
      text += piece;
      if (text.includes('\n')) resolve(text.trim());
    }
    resolve('');
  };
  void readAll();
  return await promise;
}

/** Python says what was wrong in its last line, and lists of failures show the first. */
function told(what: string, complaints: string): string {
  const last = complaints.trim().split('\n').at(-1) ?? '';
  return `${what}: ${last}\n${complaints}`;
}
