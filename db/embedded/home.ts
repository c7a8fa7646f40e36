import { createHash, randomBytes } from 'node:crypto';
import {
  accessSync,
  constants,
  existsSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { canReach, choosePostgresUser, type PostgresUser } from './user.ts';

const SHARED_ROOT = '/var/lib/parley';
const LOCATION_FILE = 'postgres.location';

/** Where one database lives: its binaries, cluster, password, lock and log lie side by side in `path`. */
export interface PostgresHome {
  readonly path: string;
  readonly user: PostgresUser | null;
}

/**
 * Beside the other data where PostgreSQL's user can get there, else below /var/lib/parley. A database that
 * lies elsewhere is named in DATA_DIR, so that moving DATA_DIR keeps it and removing DATA_DIR forgets it.
 */
export function findHome(dataDir: string, log: (line: string) => void): PostgresHome {
  const data = makeDataDir(dataDir);
  const location = join(data, LOCATION_FILE);
  const path = existsSync(location) ? readFileSync(location, 'utf8').trim() : join(data, 'postgres');
  const user = choosePostgresUser(join(path, 'data'));
  if (canReach(path, user)) return openHome(path, user);

  const name = createHash('sha256').update(data).digest('hex').slice(0, 16);
  const elsewhere = join(SHARED_ROOT, `${name}-${randomBytes(4).toString('hex')}`);
  if (existsSync(join(path, 'data'))) {
    throw new Error(
      `The database in ${path} cannot be reached by the user that PostgreSQL runs as; open the folders above it to others.`,
    );
  }
  log(`${data} is closed to the user that PostgreSQL runs as, so the database is kept in ${elsewhere}`);
  const home = openHome(elsewhere, choosePostgresUser(join(elsewhere, 'data')));
  writeFileSync(location, `${elsewhere}\n`);
  return home;
}

/** A home at exactly this path, for a database that belongs to no DATA_DIR. */
export function openHome(path: string, user: PostgresUser | null): PostgresHome {
  mkdirSync(path, { recursive: true, mode: 0o711 });
  return { path, user };
}

function makeDataDir(dataDir: string): string {
  try {
    mkdirSync(dataDir, { recursive: true, mode: 0o711 });
    accessSync(dataDir, constants.R_OK | constants.W_OK | constants.X_OK);
    return realpathSync(dataDir);
  } catch (cause) {
    throw new Error(
      `DATA_DIR ${dataDir} cannot be written to; make it a folder of this user or set DATA_DIR to another.`,
      { cause },
    );
  }
}
