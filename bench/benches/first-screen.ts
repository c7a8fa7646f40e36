import { rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Bench } from '../figure.ts';

const PROJECT = resolve(import.meta.dir, '../..');
const ROUTE = 'routes/conversation.tsx';
const LIMIT_KB = 90;

interface Chunk {
  readonly file: string;
  readonly isEntry?: boolean;
  readonly imports?: readonly string[];
}

/** The script that a conversation needs before it can be painted: the entry, its route, and all they import at once. */
export const firstScreen: Bench = async ({ postgres, note }) => {
  const out = join(postgres.folder, 'client');
  await build(out);
  const chunks = (await Bun.file(join(out, '.vite/manifest.json')).json()) as Record<string, Chunk>;
  const needed = new Set<string>();
  const take = (key: string) => {
    const chunk = chunks[key];
    if (!chunk || needed.has(chunk.file)) return;
    needed.add(chunk.file);
    for (const other of chunk.imports ?? []) take(other);
  };
  const entry = Object.keys(chunks).find((key) => chunks[key]?.isEntry);
  if (!entry) throw new Error('the build has no entry');
  take(entry);
  // The route is a part of the entry, or a file of its own.
  take(ROUTE);
  let bytes = 0;
  for (const file of needed) bytes += Bun.gzipSync(await Bun.file(join(out, file)).bytes()).length;
  rmSync(out, { recursive: true, force: true });
  note(`${needed.size} files: ${[...needed].join(', ')}`);
  const kilobytes = bytes / 1000;
  return [
    {
      what: 'script of the first screen of a conversation, gzip',
      parley: `${kilobytes.toFixed(1)} KB`,
      against: `${LIMIT_KB} KB`,
      ratio: (kilobytes / LIMIT_KB).toFixed(2),
      target: '≤ 1',
      isMet: kilobytes <= LIMIT_KB,
    },
  ];
};

async function build(out: string): Promise<void> {
  const command = [
    'node_modules/vite/bin/vite.js',
    'build',
    'client',
    '--manifest',
    '--outDir',
    out,
    '--emptyOutDir',
  ];
  const vite = Bun.spawn([process.execPath, '--bun', ...command], {
    cwd: PROJECT,
    env: { ...process.env, NODE_ENV: 'production' },
    stdio: ['ignore', 'ignore', 'ignore'],
  });
  if ((await vite.exited) !== 0) throw new Error('the client could not be built');
}
