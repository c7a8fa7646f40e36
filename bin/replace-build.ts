import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/**
 * Brings a new build to where a running server serves from. Each file takes its place in one step, the page last,
 * so that whoever asks gets the old page or the new one with all that it names. The files of the build before stay for
 * pages that are still open and load more of themselves; what is older goes. `record` lists the files of the last build.
 */
export async function replaceBuild(next: string, served: string, record: string): Promise<void> {
  const files = await filesIn(next);
  const before = existsSync(record) ? (await readFile(record, 'utf8')).split('\n') : await filesIn(served);
  for (const file of files.toSorted(pageLast)) {
    const place = join(served, file);
    await mkdir(dirname(place), { recursive: true });
    await rename(join(next, file), place);
  }
  const kept = new Set([...files, ...before]);
  for (const file of await filesIn(served)) {
    if (!kept.has(file)) await rm(join(served, file));
  }
  await writeFile(record, files.join('\n'));
  await rm(next, { recursive: true });
}

/** Names with a hash of their content first, then what they are named by. */
function pageLast(one: string, other: string): number {
  return rankOf(one) - rankOf(other);
}

function rankOf(file: string): number {
  if (file.startsWith('assets/')) return 0;
  return file.startsWith('index.html') ? 2 : 1;
}

async function filesIn(folder: string): Promise<string[]> {
  return existsSync(folder)
    ? await Array.fromAsync(new Bun.Glob('**/*').scan({ cwd: folder, dot: true }))
    : [];
}
