import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname } from 'node:path';

/** The account PostgreSQL runs under when Parley itself runs as root, which PostgreSQL refuses to do. */
export interface PostgresUser {
  readonly uid: number;
  readonly gid: number;
}

/** Null means: as the user Parley runs as. A cluster that exists keeps the owner it has. */
export function choosePostgresUser(cluster: string): PostgresUser | null {
  if (process.getuid?.() !== 0) return null;
  if (existsSync(cluster)) {
    const { uid, gid } = statSync(cluster);
    if (uid !== 0) return { uid, gid };
  }
  return findNobody();
}

/** Whether that user can get as far as `path`: every folder on the way has to let it through. */
export function canReach(path: string, user: PostgresUser | null): boolean {
  if (!user) return true;
  for (let folder = path; ; folder = dirname(folder)) {
    if (existsSync(folder) && !mayEnter(folder, user)) return false;
    if (folder === dirname(folder)) return true;
  }
}

function mayEnter(folder: string, user: PostgresUser): boolean {
  const { uid, gid, mode } = statSync(folder);
  if (uid === user.uid) return (mode & 0o100) !== 0;
  if (gid === user.gid) return (mode & 0o010) !== 0;
  return (mode & 0o001) !== 0;
}

function findNobody(): PostgresUser {
  const line = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .find((entry) => entry.startsWith('nobody:'));
  const [, , uid, gid] = line?.split(':') ?? [];
  return { uid: Number(uid ?? 65534), gid: Number(gid ?? 65534) };
}
