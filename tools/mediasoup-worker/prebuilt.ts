import { chmodSync, existsSync, readFileSync, rmSync } from 'node:fs';
import { release } from 'node:os';
import { join } from 'node:path';
import { MEDIASOUP, readMediasoupVersion, runs } from './cache.ts';

const DOWNLOAD_TIMEOUT_MS = 20_000;

/** Fetches the worker that mediasoup publishes into `folder`; null, with a reason told, where that cannot be. */
export async function fetchPrebuilt(
  folder: string,
  { onProgress, signal }: { onProgress: (line: string) => void; signal?: AbortSignal | undefined },
): Promise<string | null> {
  const limits = [AbortSignal.timeout(DOWNLOAD_TIMEOUT_MS), ...(signal ? [signal] : [])];
  try {
    const response = await fetch(prebuiltUrl(), { signal: AbortSignal.any(limits) });
    if (!response.ok) throw new Error(`the server answered ${response.status}`);
    await new Bun.Archive(await response.arrayBuffer()).extract(folder);
  } catch (error) {
    signal?.throwIfAborted();
    onProgress(`no prebuilt worker: ${error instanceof Error ? error.message : String(error)}`);
    return null;
  }
  const path = join(folder, 'mediasoup-worker');
  if (existsSync(path)) {
    chmodSync(path, 0o755);
    if (runs(path)) return path;
    rmSync(path);
  }
  onProgress('the prebuilt worker does not run on this system');
  return null;
}

/** As mediasoup's own install step has it. */
function prebuiltUrl(): string {
  const manifest = JSON.parse(readFileSync(join(MEDIASOUP, 'package.json'), 'utf8')) as {
    repository: { url: string };
  };
  const repository = manifest.repository.url.replace(/^git\+/, '').replace(/\.git$/, '');
  const base = process.env.MEDIASOUP_WORKER_PREBUILT_DOWNLOAD_BASE_URL ?? `${repository}/releases/download`;
  const version = readMediasoupVersion();
  const kernel = process.platform === 'linux' ? `-kernel${release().split('.')[0]}` : '';
  return `${base}/${version}/mediasoup-worker-${version}-${process.platform}-${process.arch}${kernel}.tgz`;
}
