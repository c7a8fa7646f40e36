import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { FileStore } from '@tus/file-store';
import { and, desc, eq, inArray, isNull } from 'drizzle-orm';
import { schema } from '../../db/client.ts';
import { conflict, notFound, ParleyError } from '../../protocol/errors.ts';
import type { UserId } from '../../protocol/ids.ts';
import type { ImportChoices, ImportInfo } from '../../protocol/imports.ts';
import { type Actor, audited } from '../admin/audit.ts';
import type { Config } from '../config.ts';
import { isDatabaseAway } from '../errors.ts';
import type { AmendParts } from '../groups/amend.ts';
import type { Logger } from '../log.ts';
import { carryOut } from './carry-out.ts';
import { openSlackArchive } from './slack-archive.ts';
import { summarise } from './summarise.ts';

/** While the database is away the work waits. */
const RETRY_MS = 2_000;
const ABANDONED_MS = 24 * 60 * 60 * 1000;

const { conversations, importedChannels, imports } = schema;
type Row = typeof imports.$inferSelect;

export interface ImportsParts extends AmendParts {
  readonly config: Pick<Config, 'dataDir'>;
  readonly log: Logger;
}

export async function makeImports(parts: ImportsParts): Promise<Imports> {
  const folder = join(parts.config.dataDir, 'imports');
  await mkdir(folder, { recursive: true });
  return new Imports(parts, folder);
}

/**
 * Imports of this process, one at a time. What there is to do stands in the database, and the archive in DATA_DIR: a
 * process that starts goes on where the last one stopped.
 */
export class Imports {
  /** Archives on their way in, and those that are being brought over. */
  readonly store: FileStore;
  readonly #parts: ImportsParts;
  readonly #folder: string;
  readonly #queue: string[] = [];
  #current: {
    readonly id: string;
    readonly life: AbortController;
    readonly work: Promise<void>;
  } | null = null;
  #running: Promise<void> | null = null;
  #closed = false;
  #cancelWait: () => void = () => {};

  constructor(parts: ImportsParts, folder: string) {
    this.#parts = parts;
    this.#folder = folder;
    this.store = new FileStore({ directory: folder });
    this.store.extensions = ['creation', 'termination'];
  }

  /** Drops archives that nobody went on sending for a day. */
  async sweep(): Promise<void> {
    const arrived = await this.#parts.db.select({ id: imports.id }).from(imports);
    const kept = new Set(arrived.map((row) => row.id));
    const before = this.#parts.clock.now() - ABANDONED_MS;
    for (const id of (await this.store.configstore.list?.()) ?? []) {
      const begun = Date.parse((await this.store.configstore.get(id))?.creation_date ?? '');
      if (!kept.has(id) && begun < before) await this.#dropFile(id);
    }
  }

  /** What the last process left. An archive that arrived at another one is that one's to bring over. */
  async recover(): Promise<void> {
    const rows = await this.#parts.db
      .select({ id: imports.id })
      .from(imports)
      .where(inArray(imports.state, ['reading', 'running']))
      .orderBy(imports.createdAt);
    for (const { id } of rows) if (await Bun.file(this.#pathOf(id)).exists()) this.#enqueue(id);
  }

  async list(): Promise<ImportInfo[]> {
    const rows = await this.#parts.db.select().from(imports).orderBy(desc(imports.createdAt));
    return rows.map(toInfo);
  }

  /** Its archive lies in the folder: looks at it, and says what would come over. */
  async arrived(id: string, archive: { createdBy: UserId; name: string; size: number }): Promise<void> {
    const createdAt = new Date(this.#parts.clock.now());
    await this.#parts.db
      .insert(imports)
      .values({ id, ...archive, createdAt, state: 'reading' })
      .onConflictDoNothing();
    this.#enqueue(id);
  }

  /** Also again, where it failed on the way. */
  async begin(actor: Actor, id: string, choices: ImportChoices): Promise<void> {
    await audited(this.#parts, actor, async (tx) => {
      const [row] = await tx<{ id: string; name: string }[]>`
        update imports set state = 'running', choices = ${JSON.stringify(choices)}::jsonb, problem = null
        where id = ${id} and state in ('ready', 'failed') and summary is not null returning id, name`;
      if (!row) throw conflict('This import is not ready to begin.');
      return { result: null, note: { action: 'import.begun', subject: row } };
    });
    this.#enqueue(id);
  }

  /** Stops it, and takes away what nobody saw yet. Groups that came over whole stay. */
  async discard(actor: Actor, id: string): Promise<void> {
    if (this.#current?.id === id) this.#current.life.abort();
    const waiting = this.#queue.indexOf(id);
    if (waiting >= 0) this.#queue.splice(waiting, 1);
    await audited(this.#parts, actor, async (tx) => {
      const [row] = await tx<{ id: string; name: string }[]>`
        delete from imports where id = ${id} returning id, name`;
      if (!row) throw notFound('This import');
      return { result: null, note: { action: 'import.discarded', subject: row } };
    });
    if (this.#current?.id === id) await this.#current.work;
    await this.#dropHidden(id);
    await this.#dropFile(id);
  }

  /** What is under way stops at the next day, and goes on at the next start. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#queue.length = 0;
    this.#current?.life.abort();
    this.#cancelWait();
    await this.#running;
  }

  #enqueue(id: string): void {
    if (this.#closed || this.#queue.includes(id) || this.#current?.id === id) return;
    this.#queue.push(id);
    this.#running ??= this.#run();
  }

  async #run(): Promise<void> {
    for (let id = this.#queue.shift(); id !== undefined; id = this.#queue.shift()) {
      const life = new AbortController();
      const work = this.#work(id, life.signal);
      this.#current = { id, life, work };
      await work;
      this.#current = null;
    }
    this.#running = null;
  }

  async #work(id: string, signal: AbortSignal): Promise<void> {
    try {
      const [row] = await this.#parts.db.select().from(imports).where(eq(imports.id, id));
      if (row?.state === 'reading') await this.#read(row, signal);
      if (row?.state === 'running') await this.#carryOut(row, signal);
    } catch (error) {
      if (signal.aborted) return;
      if (isDatabaseAway(error)) return this.#again(id, error);
      await this.#fail(id, error).catch((later: unknown) => this.#again(id, later));
    }
  }

  async #read({ id }: Row, signal: AbortSignal): Promise<void> {
    const archive = await openSlackArchive(this.#pathOf(id));
    try {
      const summary = await summarise({ db: this.#parts.db, signal }, archive);
      await this.#change(id, { state: 'ready', summary });
    } finally {
      archive.close();
    }
  }

  async #carryOut(row: Row, signal: AbortSignal): Promise<void> {
    const { id, createdBy } = row;
    this.#parts.log.info({ import: id }, 'import begins');
    const archive = await openSlackArchive(this.#pathOf(id));
    try {
      const report = await carryOut(
        {
          ...this.#parts,
          ...{
            importId: id,
            importerId: createdBy,
            choices: row.choices ?? {},
            before: row.progress,
            signal,
          },
          save: (progress) => this.#change(id, { progress }),
        },
        archive,
      );
      await this.#change(id, { state: 'done', report });
      this.#parts.log.info({ import: id, ...report.counts }, 'import is done');
    } finally {
      archive.close();
    }
    await this.#dropFile(id);
  }

  /** A queue of its own would do no better: whoever waits behind it needs the database as well. */
  #again(id: string, error: unknown): void {
    this.#parts.log.warn({ err: error, import: id }, 'an import waits for the database');
    this.#cancelWait = this.#parts.clock.after(RETRY_MS, () => this.#enqueue(id));
  }

  async #fail(id: string, error: unknown): Promise<void> {
    const isKnown = error instanceof ParleyError && error.code !== 'internal';
    if (!isKnown) this.#parts.log.error({ err: error, import: id }, 'an import failed');
    const problem = isKnown ? error.message : 'Something went wrong on the server. The log tells more.';
    await this.#change(id, { state: 'failed', problem });
  }

  async #change(id: string, values: Partial<Row>): Promise<void> {
    await this.#parts.db.update(imports).set(values).where(eq(imports.id, id));
  }

  async #dropHidden(id: string): Promise<void> {
    const { db } = this.#parts;
    const hidden = db
      .select({ id: importedChannels.conversationId })
      .from(importedChannels)
      .where(and(eq(importedChannels.importId, id), isNull(importedChannels.doneAt)));
    await db.delete(conversations).where(inArray(conversations.id, hidden));
  }

  async #dropFile(id: string): Promise<void> {
    const path = this.#pathOf(id);
    await Promise.all([path, `${path}.json`].map((file) => rm(file, { force: true })));
  }

  #pathOf(id: string): string {
    return join(this.#folder, id);
  }
}

function toInfo({ createdBy: _by, choices: _choices, createdAt, ...row }: Row): ImportInfo {
  return { ...row, createdAt: createdAt.getTime() };
}
