import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const SCRIPT = join(import.meta.dir, 'swift-s3.py');
/** Debian's, which has Swift. */
const PYTHON = '/usr/bin/python3';

export interface TestSwift {
  readonly account: {
    readonly endpoint: string;
    readonly bucket: string;
    readonly region: string;
    readonly accessKeyId: string;
    readonly secretAccessKey: string;
  };
  close(): Promise<void>;
}

/** OpenStack Swift with its S3 interface, an empty bucket in it: a real server that checks every signature. */
export async function makeTestSwift(): Promise<TestSwift> {
  const folder = await mkdtemp(join(tmpdir(), 'parley-swift-'));
  const [accessKeyId, secretAccessKey, bucket] = ['test:alice', 'not-so-secret', 'watercooler'];
  const swift = Bun.spawn([PYTHON, SCRIPT, folder, accessKeyId, secretAccessKey, bucket], {
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  // Read all along: a full pipe would hold it up.
  const complaints = new Response(swift.stderr).text();
  const end = async () => {
    swift.kill('SIGKILL');
    await swift.exited;
    await rm(folder, { recursive: true, force: true });
  };
  const close = async () => {
    const { exitCode, signalCode } = swift;
    await end();
    if (exitCode === null && signalCode === null) return;
    throw new Error(`Swift ended by itself (${exitCode ?? signalCode}): ${await complaints}`);
  };
  for await (const line of swift.stdout.pipeThrough(new TextDecoderStream())) {
    const account = { endpoint: line.trim(), bucket, region: 'us-east-1', accessKeyId };
    return { account: { ...account, secretAccessKey }, close };
  }
  await end();
  throw new Error(`Swift did not start: ${await complaints}`);
}
