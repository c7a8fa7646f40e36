import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Db } from '../../db/client.ts';
import type { Clock } from '../clock.ts';
import type { Config } from '../config.ts';
import type { Logger } from '../log.ts';
import type { Storage } from '../storage/storage.ts';
import type { Gate } from './gate.ts';
import { type Found, lookAt } from './look-at.ts';
import type { Picture } from './picture.ts';
import { Unfit } from './unfit.ts';

const HOUR_MS = 60 * 60 * 1000;
/** How long an answer holds for its address. */
const FOUND_FOR_MS = 6 * HOUR_MS;
const NOTHING_FOR_MS = HOUR_MS / 2;

export interface BookParts {
  readonly config: Pick<Config, 'dataDir'>;
  readonly db: Db;
  readonly storage: Storage;
  readonly clock: Clock;
  readonly log: Logger;
  readonly gate: Gate;
}

/** What is known of addresses: each is looked at once in hours, however many messages name it. */
export class PreviewBook {
  readonly #parts: BookParts;
  readonly #looking = new Map<string, Promise<string | null>>();
  readonly #stopping = new AbortController();

  constructor(parts: BookParts) {
    this.#parts = parts;
  }

  /** The id of the preview; null: nothing to show. */
  find(url: string): Promise<string | null> {
    const running = this.#looking.get(url);
    if (running) return running;
    const looking = this.#find(url).finally(() => this.#looking.delete(url));
    this.#looking.set(url, looking);
    return looking;
  }

  async close(): Promise<void> {
    this.#stopping.abort();
    await Promise.allSettled(this.#looking.values());
  }

  async #find(url: string): Promise<string | null> {
    const known = await this.#known(url);
    if (known) return known.found ? known.id : null;
    const found = await this.#look(url);
    // What was broken off by the end of the process says nothing about the address.
    if (!found && this.#stopping.signal.aborted) return null;
    return await this.#keep(url, found);
  }

  async #known(url: string): Promise<{ id: string; found: boolean } | undefined> {
    const { db, clock } = this.#parts;
    const [row] = await db.$client<{ id: string; found: boolean }[]>`
      select id, found from link_previews
      where url = ${url} and fetched_at > to_timestamp(${clock.now()}::float8 / 1000)
        - (case when found then ${FOUND_FOR_MS}::float8 else ${NOTHING_FOR_MS}::float8 end) * interval '1 millisecond'
      order by fetched_at desc limit 1`;
    return row;
  }

  async #look(url: string): Promise<Found | null> {
    const { gate, log } = this.#parts;
    try {
      return await lookAt(new URL(url), { gate, signal: this.#stopping.signal });
    } catch (error) {
      if (!(error instanceof Unfit)) log.warn({ err: error }, 'a link could not be looked at');
      else log.debug({ reason: error.message }, 'a link has no preview');
      return null;
    }
  }

  async #keep(url: string, found: Found | null): Promise<string | null> {
    const { db, clock, storage } = this.#parts;
    const id = Bun.randomUUIDv7();
    const { title = '', description = '', siteName = '', picture = null } = found ?? {};
    const key = picture && (await this.#store(picture));
    try {
      await db.$client`
        insert into link_previews (id, url, fetched_at, found, title, description, site_name, picture_key,
          picture_width, picture_height)
        values (${id}, ${url}, to_timestamp(${clock.now()}::float8 / 1000), ${found !== null}, ${title},
          ${description}, ${siteName}, ${key}, ${picture?.width ?? null}, ${picture?.height ?? null})`;
    } catch (error) {
      if (key) await storage.remove(key).catch(() => {});
      throw error;
    }
    return found ? id : null;
  }

  async #store({ bytes }: Picture): Promise<string> {
    const { config, storage } = this.#parts;
    const name = crypto.randomUUID();
    const key = `${name.slice(0, 2)}/${name}`;
    const folder = join(config.dataDir, 'previews');
    await mkdir(folder, { recursive: true });
    const path = join(folder, name);
    try {
      await Bun.write(path, bytes);
      await storage.putFile(key, path, 'image/webp');
    } finally {
      await rm(path, { force: true });
    }
    return key;
  }
}

/** Drops what no message shows and no longer answers for its address. */
export async function sweepPreviews({
  db,
  storage,
  clock,
}: Pick<BookParts, 'db' | 'storage' | 'clock'>): Promise<void> {
  const sql = db.$client;
  // One hour more than an answer holds: nobody is about to put it under a message.
  const before = clock.now() - FOUND_FOR_MS - HOUR_MS;
  const rows = await sql<{ id: string; pictureKey: string | null }[]>`
    select p.id, p.picture_key as "pictureKey" from link_previews p
    where p.fetched_at < to_timestamp(${before}::float8 / 1000)
      and not exists (select from message_previews mp where mp.preview_id = p.id) limit 1000`;
  for (const { id, pictureKey } of rows) {
    if (pictureKey) await storage.remove(pictureKey);
    await sql`delete from link_previews where id = ${id}`;
  }
}
