import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chown, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { layOutBinaries } from './binaries.ts';
import type { PostgresHome } from './home.ts';
import { runAs } from './spawn.ts';

export const SUPERUSER = 'parley';
const MAJOR = '18';

/** An initialised database folder and what is needed to run it. */
export interface Cluster {
  readonly home: PostgresHome;
  readonly binaries: string;
  readonly data: string;
  readonly logFile: string;
  readonly password: string;
}

export async function openCluster(home: PostgresHome, log: (line: string) => void): Promise<Cluster> {
  const binaries = await layOutBinaries(home.path);
  const password = await keepPassword(home.path);
  const data = join(home.path, 'data');
  if (existsSync(data)) await requireVersion(data);
  else {
    log(`Setting up a new database in ${home.path}`);
    await initialise(home, binaries, password);
  }
  return { home, binaries, data, password, logFile: join(home.path, 'postgres.log') };
}

async function keepPassword(home: string): Promise<string> {
  const path = join(home, 'password');
  if (!existsSync(path)) await writeFile(path, randomBytes(24).toString('base64url'), { mode: 0o600 });
  return (await readFile(path, 'utf8')).trim();
}

async function requireVersion(data: string): Promise<void> {
  const version = (await readFile(join(data, 'PG_VERSION'), 'utf8')).trim();
  if (version !== MAJOR) {
    throw new Error(`The database in ${data} is of PostgreSQL ${version}, and this Parley brings ${MAJOR}.`);
  }
}

/** Written beside its place and renamed, so that a set-up cut short leaves nothing half made. */
async function initialise(home: PostgresHome, binaries: string, password: string): Promise<void> {
  const draft = join(home.path, 'data.new');
  const passwordFile = join(home.path, 'password.new');
  await rm(draft, { recursive: true, force: true });
  await mkdir(draft, { mode: 0o700 });
  await writeFile(passwordFile, password, { mode: 0o600 });
  if (home.user) {
    await chown(draft, home.user.uid, home.user.gid);
    await chown(passwordFile, home.user.uid, home.user.gid);
  }
  try {
    await runAs(home, join(binaries, 'bin', 'initdb'), [
      ...['--pgdata', draft, '--username', SUPERUSER, '--pwfile', passwordFile],
      ...['--auth', 'scram-sha-256', '--encoding', 'UTF8', '--locale', 'C'],
      ...['--locale-provider', 'builtin', '--builtin-locale', 'C.UTF-8'],
    ]);
  } finally {
    await rm(passwordFile, { force: true });
  }
  await rename(draft, join(home.path, 'data'));
}
