import { and, count, eq, inArray, isNull, like, ne } from 'drizzle-orm';
import { type Db, schema, type Transaction } from '../../db/client.ts';
import { notFound } from '../../protocol/errors.ts';
import type { UserId } from '../../protocol/ids.ts';
import { MAX_NAME_LENGTH } from '../../protocol/limits.ts';
import type { ImportChoices } from '../../protocol/imports.ts';
import type { SlackUser } from './slack-schema.ts';

const LONGEST_USERNAME = 32;
const TRIES = 50;

const { importedPeople, users } = schema;

export interface Person {
  readonly id: UserId;
  readonly username: string;
  readonly isPlaceholder: boolean;
}

export function nameOf({ profile, real_name: realName, name }: SlackUser): string {
  return profile.real_name || realName || profile.display_name || name;
}

/** Whose username is the same there and here, or stands before the @ of their address. */
export async function findMatches(
  db: Db,
  workspace: string,
  people: readonly SlackUser[],
): Promise<Map<string, UserId>> {
  const known = await db
    .select()
    .from(importedPeople)
    .where(
      inArray(
        importedPeople.source,
        people.map((one) => sourceOf(workspace, one.id)),
      ),
    );
  const bySource = new Map(known.map((row) => [row.source, row.userId]));
  const wanted = [...new Set(people.flatMap(candidatesOf))];
  const rows =
    wanted.length === 0
      ? []
      : await db
          .select({ id: users.id, username: users.username })
          .from(users)
          .where(and(inArray(users.username, wanted), isNull(users.suspendedAt), ne(users.role, 'guest')));
  const byName = new Map(rows.map((row) => [row.username, row.id]));
  return new Map(
    people.flatMap((one) => {
      const names = one.is_bot ? [] : candidatesOf(one);
      const match =
        bySource.get(sourceOf(workspace, one.id)) ?? names.map((name) => byName.get(name)).find((id) => id);
      return match ? [[one.id, match] as const] : [];
    }),
  );
}

/** Whom the owner chose for somebody. */
export async function requireChosen(db: Db, chosen: readonly (UserId | null)[]): Promise<void> {
  const ids = [...new Set(chosen.flatMap((id) => id ?? []))];
  if (ids.length === 0) return;
  const found = await db
    .select({ id: users.id })
    .from(users)
    .where(and(inArray(users.id, ids), ne(users.role, 'guest'), isNull(users.suspendedAt)));
  if (found.length < ids.length) throw notFound('A person');
}

function candidatesOf({ name, profile }: SlackUser): string[] {
  const local = profile.email.includes('@') ? (profile.email.split('@')[0] ?? '') : '';
  return [name, local].map((one) => one.toLowerCase()).filter((one) => one !== '');
}

export function sourceOf(workspace: string, key: string): string {
  return `slack ${workspace} ${key}`;
}

interface Known {
  readonly name: string;
  readonly username: string;
  readonly match: UserId | null;
}

/** Who wrote what: found, or made on the way. An account that is made has no password: nobody signs in to it. */
export class People {
  readonly #db: Db;
  readonly #workspace: string;
  readonly #known = new Map<string, Known>();
  readonly #people = new Map<string, Person>();

  constructor(
    db: Db,
    workspace: string,
    choices: ImportChoices,
    known: readonly (Known & { key: string })[],
  ) {
    this.#db = db;
    this.#workspace = workspace;
    for (const { key, ...person } of known) {
      const chosen = Object.hasOwn(choices, key) ? (choices[key] ?? null) : person.match;
      this.#known.set(key, { ...person, match: chosen });
    }
  }

  get(key: string): Person | undefined {
    return this.#people.get(key);
  }

  isListed(key: string): boolean {
    return this.#known.has(key);
  }

  /** Of all who came over from this workspace, by this import or an earlier one. */
  async count(): Promise<{ known: number; made: number }> {
    const ofWorkspace = like(importedPeople.source, `${sourceOf(this.#workspace, '')}%`);
    const rows = await this.#db
      .select({ placeholder: importedPeople.placeholder, count: count() })
      .from(importedPeople)
      .where(ofWorkspace)
      .groupBy(importedPeople.placeholder);
    const of = (placeholder: boolean) => rows.find((row) => row.placeholder === placeholder)?.count ?? 0;
    return { known: of(false), made: of(true) };
  }

  /** `names`: what those are called who stand in no list, such as bots. */
  async provide(keys: Iterable<string>, names: ReadonlyMap<string, string> = new Map()): Promise<void> {
    for (const key of keys) {
      if (this.#people.has(key)) continue;
      const known = this.#known.get(key) ?? {
        name: names.get(key) ?? '',
        username: names.get(key) ?? '',
        match: null,
      };
      if (known.name === '' && known.username === '') continue;
      this.#people.set(key, await this.#db.transaction((tx) => this.#find(tx, key, known)));
    }
  }

  async #find(tx: Transaction, key: string, known: Known): Promise<Person> {
    const source = sourceOf(this.#workspace, key);
    const chosen = known.match === null ? null : await readPerson(tx, known.match);
    if (chosen) {
      const row = { source, userId: chosen.id, placeholder: chosen.isPlaceholder };
      await tx
        .insert(importedPeople)
        .values(row)
        .onConflictDoUpdate({ target: importedPeople.source, set: { userId: row.userId } });
      return chosen;
    }
    const [earlier] = await tx.select().from(importedPeople).where(eq(importedPeople.source, source));
    const standing = earlier && (await readPerson(tx, earlier.userId));
    if (standing) return standing;
    const made = await makePlaceholder(tx, known);
    await tx.insert(importedPeople).values({ source, userId: made.id, placeholder: true });
    return made;
  }
}

async function readPerson(tx: Transaction, id: UserId): Promise<Person | null> {
  const [row] = await tx
    .select({ id: users.id, username: users.username, source: importedPeople.source })
    .from(users)
    .leftJoin(importedPeople, and(eq(importedPeople.userId, users.id), eq(importedPeople.placeholder, true)))
    .where(eq(users.id, id));
  return row ? { id: row.id, username: row.username ?? '', isPlaceholder: row.source !== null } : null;
}

async function makePlaceholder(tx: Transaction, { name, username }: Known): Promise<Person> {
  const shown = (name || username).replaceAll(/\p{C}/gu, '').trim().slice(0, MAX_NAME_LENGTH).toWellFormed();
  for (let attempt = 0; attempt < TRIES; attempt += 1) {
    const [row] = await tx
      .insert(users)
      .values({
        id: Bun.randomUUIDv7(),
        username: usernameOf(username || name, attempt),
        name: shown || 'Someone',
        role: 'member',
      })
      .onConflictDoNothing({ target: users.username })
      .returning({ id: users.id, username: users.username });
    if (row) return { id: row.id, username: row.username ?? '', isPlaceholder: true };
  }
  throw new Error('no free username was found');
}

/** As it was where that is possible; the later attempts have a tail of their own. */
function usernameOf(wanted: string, attempt: number): string {
  const plain = wanted
    .toLowerCase()
    .normalize('NFKD')
    .replaceAll(/\s+/g, '-')
    .replaceAll(/[^a-z0-9._-]/g, '');
  const base = plain.length < 2 ? `slack-${plain}` : plain;
  const tail = attempt === 0 ? '' : attempt < 10 ? `-${attempt + 1}` : `-${crypto.randomUUID().slice(0, 6)}`;
  return `${base.slice(0, LONGEST_USERNAME - tail.length)}${tail}`;
}
