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
  const close = async () => {
    swift.kill('SIGKILL');
    await swift.exited;
    await rm(folder, { recursive: true, force: true });
  };
  for await (const line of swift.stdout.pipeThrough(new TextDecoderStream())) {
    const account = { endpoint: line.trim(), bucket, region: 'us-east-1', accessKeyId };
    return { account: { ...account, secretAccessKey }, close };
  }
  const reason = await new Response(swift.stderr).text();
  await close();
  throw new Error(`Swift did not start: ${reason}`);
}
