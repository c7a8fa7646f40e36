import { existsSync } from 'node:fs';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { replaceBuild } from './replace-build.ts';

const PROJECT = resolve(import.meta.dir, '..');
const SERVED = join(PROJECT, 'client/dist');
const CACHE = join(PROJECT, '.cache');
const STAMP = join(CACHE, 'client.sources');
const FILES = join(CACHE, 'client.files');
/** A line of Vite's that names what is wrong. */
const REASON = /^.*(\[[A-Z_]{4,}\]|[A-Z]\w*Error:|Could not|Cannot).*$/m;
const SOURCES = new Bun.Glob('{client,protocol}/**/*');

/**
 * Builds the client unless the last build was made of the same sources; answers whether it did. A server may be
 * serving the last one meanwhile: the new one is made beside it.
 */
export async function buildClient(): Promise<boolean> {
  const sources = await hashSources();
  if (
    existsSync(join(SERVED, 'index.html')) &&
    existsSync(STAMP) &&
    (await readFile(STAMP, 'utf8')) === sources
  )
    return false;

  const next = join(CACHE, `client-build-${process.pid}`);
  const command = ['node_modules/vite/bin/vite.js', 'build', 'client', '--outDir', next, '--emptyOutDir'];
  const vite = Bun.spawn([process.execPath, '--bun', ...command], {
    cwd: PROJECT,
    env: { ...process.env, NODE_ENV: 'production' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const output = (
    await Promise.all([new Response(vite.stdout).text(), new Response(vite.stderr).text()])
  ).join('');
  await mkdir(CACHE, { recursive: true });
  await writeFile(join(CACHE, 'client.log'), output);
  if ((await vite.exited) !== 0) {
    await rm(next, { recursive: true, force: true });
    const reason = REASON.exec(Bun.stripANSI(output))?.[0].trim() ?? 'Vite gave no reason';
    throw new Error(`The client could not be built: ${reason} (the whole output is in .cache/client.log).`);
  }
  await replaceBuild(next, SERVED, FILES);
  await writeFile(STAMP, sources);
  return true;
}

async function hashSources(): Promise<string> {
  const hash = new Bun.CryptoHasher('sha256');
  const found = await Array.fromAsync(SOURCES.scan({ cwd: PROJECT }));
  const paths = found.filter((path) => !path.startsWith('client/dist/') && !/\.test\.tsx?$/.test(path));
  for (const path of ['bun.lock', ...paths.toSorted()]) {
    hash.update(`${path}\0`);
    hash.update(await Bun.file(join(PROJECT, path)).bytes());
  }
  return hash.digest('hex');
}

if (import.meta.main) {
  const started = performance.now();
  try {
    if (await buildClient()) {
      console.log(`Building the client … ${((performance.now() - started) / 1000).toFixed(1)} s`);
    }
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error));
    process.exit(1);
  }
}
