import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { MEDIASOUP, runs } from './cache.ts';

/** Lowest priority: the server that waits for this worker is serving meanwhile. */
const NICE = ['nice', '-n', '19'] as const;
const PROGRESS_EVERY_MS = 10_000;
const STEP = /^\[(\d+)\/(\d+)\]/;

/** What the build needs, and the Debian package that brings it. */
const NEEDS = {
  'g++': { command: 'g++' },
  cmake: { command: 'cmake' },
  'ninja-build': { command: 'ninja' },
  'pkg-config': { command: 'pkg-config' },
  'flatbuffers-compiler': { command: 'flatc' },
  'libflatbuffers-dev': { header: 'flatbuffers/flatbuffers.h' },
  'libuv1-dev': { header: 'uv.h' },
  'libssl-dev': { header: 'openssl/ssl.h' },
  'libsrtp2-dev': { header: 'srtp2/srtp.h' },
  'libabsl-dev': { header: 'absl/container/flat_hash_map.h' },
} as const satisfies Record<string, { command: string } | { header: string }>;

export interface BuildOptions {
  readonly onProgress: (line: string) => void;
  readonly signal?: AbortSignal | undefined;
}

/** Builds the worker from the installed package and the system's libraries, and answers the binary's path. */
export async function buildWorker(folder: string, options: BuildOptions): Promise<string> {
  await provideTools(options);
  const build = join(folder, 'build');
  options.onProgress('building the worker from source, at low priority: some minutes');
  await run(
    ['cmake', '-S', import.meta.dir, '-B', build, '-G', 'Ninja', `-DMEDIASOUP=${MEDIASOUP}`],
    options,
  );
  await run(['ninja', '-C', build, '-j', String(availableParallelism())], options);
  const binary = join(build, 'mediasoup-worker');
  if (!runs(binary)) throw new Error('The worker was built but does not run on this system.');
  return binary;
}

async function provideTools(options: BuildOptions): Promise<void> {
  if (missingPackages().length === 0) return;
  if (process.getuid?.() === 0 && Bun.which('apt-get')) {
    options.onProgress(`installing ${missingPackages().join(' ')}`);
    const env = { DEBIAN_FRONTEND: 'noninteractive' };
    await run(['apt-get', 'update', '-q'], options, env).catch(() => undefined);
    const install = ['apt-get', 'install', '-q', '-y', '--no-install-recommends', ...missingPackages()];
    await run(install, options, env).catch(() => undefined);
  }
  const missing = missingPackages();
  if (missing.length > 0) {
    throw new Error(
      `Building mediasoup's worker needs packages that are not installed: apt-get install -y --no-install-recommends ${missing.join(' ')}`,
    );
  }
}

function missingPackages(): string[] {
  return Object.entries(NEEDS)
    .filter(([, need]) =>
      'command' in need
        ? !Bun.which(need.command)
        : !existsSync(join('/usr/include', need.header)) &&
          !existsSync(join('/usr/local/include', need.header)),
    )
    .map(([name]) => name);
}

async function run(
  command: readonly string[],
  { onProgress, signal }: BuildOptions,
  env: Record<string, string> = {},
): Promise<void> {
  signal?.throwIfAborted();
  const child = Bun.spawn([...NICE, ...command], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  const stop = () => process.kill(-child.pid, 'SIGTERM');
  signal?.addEventListener('abort', stop, { once: true });
  try {
    const [said, complained] = await Promise.all([
      follow(child.stdout, onProgress),
      new Response(child.stderr).text(),
    ]);
    const code = await child.exited;
    signal?.throwIfAborted();
    if (code !== 0) throw new Error(`${command[0]} failed: ${lastLine(complained) || lastLine(said)}`);
  } finally {
    signal?.removeEventListener('abort', stop);
  }
}

/** Reads to the end, telling ninja's count of finished steps now and then. */
async function follow(
  output: ReadableStream<Uint8Array>,
  onProgress: (line: string) => void,
): Promise<string> {
  let tail = '';
  let told = performance.now();
  const decoder = new TextDecoder();
  for await (const chunk of output) {
    tail = (tail + decoder.decode(chunk, { stream: true })).slice(-4096);
    const step = STEP.exec(tail.split('\n').findLast((line) => STEP.test(line)) ?? '');
    if (!step || performance.now() - told < PROGRESS_EVERY_MS) continue;
    onProgress(`built ${step[1]} of ${step[2]} parts of the worker`);
    told = performance.now();
  }
  return tail;
}

function lastLine(text: string): string {
  return text.trim().split('\n').at(-1) ?? '';
}
