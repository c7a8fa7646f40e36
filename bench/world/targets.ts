import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { startServer } from '../../test/harness/server.ts';
import type { DialectName } from '../load/dialect.ts';
import type { BenchPostgres } from './database.ts';
import { type Groups, type Population, seedParley, seedPeer } from './seed.ts';

/** A running server with people in its database. */
export interface Target {
  readonly dialect: DialectName;
  readonly port: number;
  readonly pid: number;
  readonly databaseUrl: string;
  readonly groups: Groups;
  close(): Promise<void>;
}

const PEER = join(import.meta.dir, '../peer');
const NODE = Bun.which('node');
export const peerRuntime = NODE === null ? `Bun ${Bun.version}` : 'Node';

export interface ParleyTarget extends Target {
  /** Ends it in order; `restart` brings it back at the same port. */
  stop(): Promise<unknown>;
  restart(): Promise<void>;
}

/** The real program in a process of its own. */
export async function startParley(
  database: BenchPostgres,
  population: Population,
  env: Readonly<Record<string, string>> = {},
): Promise<ParleyTarget> {
  const databaseUrl = await database.create(nameOf('parley'));
  const server = await startServer({
    databaseUrl,
    dataDir: join(database.folder, nameOf('data')),
    program: [join(import.meta.dir, 'parley-server.ts')],
    env,
  });
  const groups = await seedParley(databaseUrl, population);
  const port = Number(new URL(server.url).port);
  const life = {
    stop: () => server.stop(),
    restart: () => server.restart(),
    close: () => server.close(),
  };
  return { dialect: 'parley', port, pid: server.pid, databaseUrl, groups, ...life };
}

export async function startPeer(database: BenchPostgres, population: Population): Promise<Target> {
  await installPeer();
  const databaseUrl = await database.create(nameOf('peer'));
  const groups = await seedPeer(databaseUrl, population);
  const runtime = NODE === null ? [process.execPath] : [NODE, '--expose-gc'];
  const child = Bun.spawn([...runtime, 'server.mjs'], {
    cwd: PEER,
    env: { PATH: process.env['PATH'] ?? '', DATABASE_URL: databaseUrl, NODE_ENV: 'production' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const port = Number(await firstLine(child.stdout, /ready at (\d+)/));
  return { dialect: 'peer', port, pid: child.pid, databaseUrl, groups, close: () => end(child) };
}

export interface Bare extends Omit<Target, 'databaseUrl' | 'groups'> {
  readonly echoPort: number;
}

export async function startBare(): Promise<Bare> {
  const child = Bun.spawn([process.execPath, join(import.meta.dir, 'bare-server.ts')], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const line = await firstLine(child.stdout, /^(\{.*\})$/m);
  const { publishing, echoing } = JSON.parse(line) as { publishing: number; echoing: number };
  return { dialect: 'bare', port: publishing, echoPort: echoing, pid: child.pid, close: () => end(child) };
}

async function installPeer(): Promise<void> {
  if (existsSync(join(PEER, 'node_modules/socket.io'))) return;
  const install = Bun.spawn([process.execPath, 'install', '--frozen-lockfile'], {
    cwd: PEER,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  if ((await install.exited) !== 0) throw new Error('The peer of the measurements could not be installed.');
}

async function firstLine(stream: ReadableStream<Uint8Array>, pattern: RegExp): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  for await (const chunk of stream) {
    text += decoder.decode(chunk, { stream: true });
    const found = pattern.exec(text)?.[1];
    if (found) return found;
  }
  throw new Error(`a server ended before it was ready: ${text}`);
}

async function end(child: Bun.Subprocess): Promise<void> {
  child.kill();
  await child.exited;
}

function nameOf(kind: string): string {
  return `${kind}_${Bun.randomUUIDv7().slice(-12)}`;
}
