import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { FileStore } from '@tus/file-store';
import { Server, type Upload } from '@tus/server';
import type { FileInfo } from '../../protocol/chat.ts';
import { type ErrorCode, notFound } from '../../protocol/errors.ts';
import type { FileId, UserId } from '../../protocol/ids.ts';
import type { FileParts } from './file-parts.ts';
import { httpStatus, toParleyError } from '../errors.ts';
import { findFinished, finishFile } from './finish.ts';
import { requireRoom } from './quota.ts';
import { sweepFiles } from './sweep.ts';
import { sweepParts } from './sweep-parts.ts';
import { readVoice } from './voice.ts';
import { fileHeader, finishedAnswer, withTypedError } from './upload-answers.ts';

export const UPLOAD_PATH = '/files/upload';
const ABANDONED_MS = 24 * 60 * 60 * 1000;
const MAX_FILE_NAME = 255;
/** Trying again with the same bytes would end the same way. */
const REFUSALS: ReadonlySet<ErrorCode> = new Set(['unsupported_type', 'over_quota']);

/** Files on their way in (tus 1.0): resumable, each its sender's own, checked when the last byte is there. */
export interface Uploads {
  /** Everything at `UPLOAD_PATH` and below, by a user who is signed in. */
  handle(request: Request, userId: UserId): Promise<Response>;
  /** Drops what nobody went on with for a day, files that nothing holds, and bytes of files that are deleted. */
  sweep(): Promise<void>;
  close(): Promise<void>;
}

type Parts = Pick<FileParts, 'config' | 'db' | 'storage' | 'limits' | 'clock' | 'log'>;

export async function makeUploads(parts: Parts): Promise<Uploads> {
  const directory = join(parts.config.dataDir, 'uploads');
  await mkdir(directory, { recursive: true });
  return new TusUploads(parts, directory);
}

class TusUploads implements Uploads {
  readonly #parts: Parts;
  readonly #store: FileStore;
  readonly #tus: Server;
  /** tus hands its hooks the request and nothing else. */
  readonly #senders = new WeakMap<Request, UserId>();
  readonly #finishing = new Map<FileId, Promise<FileInfo>>();
  /** tus still asks for the upload after its finish: what arrived is dropped when it has answered. */
  readonly #finished = new WeakMap<Request, FileId>();

  constructor(parts: Parts, directory: string) {
    this.#parts = parts;
    this.#store = new FileStore({ directory, expirationPeriodInMilliseconds: ABANDONED_MS });
    this.#store.extensions = ['creation', 'creation-with-upload', 'termination', 'expiration'];
    this.#tus = new Server({
      path: UPLOAD_PATH,
      datastore: this.#store,
      relativeLocation: true,
      allowedOrigins: [],
      maxSize: parts.config.uploadLimitBytes,
      namingFunction: () => Bun.randomUUIDv7(),
      onUploadCreate: (request, upload) => this.#created(request, upload),
      onIncomingRequest: (request, id) => this.#checkSender(request, id),
      onUploadFinish: async (request, upload) => {
        const file = await this.#finish(upload);
        this.#finished.set(request, file.id);
        return { headers: fileHeader(file) };
      },
      onResponseError: (_, error) => this.#explain(error),
    });
  }

  async handle(request: Request, userId: UserId): Promise<Response> {
    const finished = await this.#findFinished(request, userId);
    if (finished) return finishedAnswer(request.method, finished);
    if (request.method === 'POST') await this.#parts.limits.take('uploads', userId);
    this.#senders.set(request, userId);
    const answer = await this.#tus.handleWeb(request);
    await this.#discard(this.#finished.get(request));
    if (request.method === 'HEAD' && answer.ok) return await this.#finishLate(request, answer);
    return await withTypedError(answer);
  }

  async sweep(): Promise<void> {
    await this.#store.deleteExpired();
    await sweepParts(this.#store.directory, this.#parts.clock.now());
    await sweepFiles(this.#parts);
  }

  async close(): Promise<void> {
    await Promise.allSettled(this.#finishing.values());
  }

  async #findFinished(request: Request, userId: UserId): Promise<FileInfo | null> {
    const id = uploadIdOf(request);
    if (id === null || (request.method !== 'HEAD' && request.method !== 'PATCH')) return null;
    const file = await findFinished(this.#parts.db, id);
    return file?.ownerId === userId ? file : null;
  }

  async #created(request: Request, upload: Upload) {
    const ownerId = this.#senders.get(request);
    if (ownerId === undefined) throw notFound('This upload');
    await requireRoom(this.#parts.db.$client, ownerId, upload.size ?? 0);
    const { filename = null, filetype = null, voice = null } = upload.metadata ?? {};
    readVoice(voice);
    return { metadata: { filename, filetype, voice, ownerId } };
  }

  /** Somebody else's upload is not found. A new one has no owner yet. */
  async #checkSender(request: Request, id: string): Promise<void> {
    if (request.method === 'POST') return;
    const upload = await this.#store.getUpload(id);
    if (upload.metadata?.ownerId !== this.#senders.get(request)) {
      throw notFound('This upload');
    }
  }

  /** The process ended, or the database was away, between the last byte and the row. */
  async #finishLate(request: Request, answer: Response): Promise<Response> {
    const id = uploadIdOf(request);
    if (id === null || answer.headers.get('upload-offset') !== answer.headers.get('upload-length'))
      return answer;
    const file = await this.#finish(await this.#store.getUpload(id));
    await this.#discard(id);
    return finishedAnswer('HEAD', file);
  }

  #finish(upload: Upload): Promise<FileInfo> {
    const running = this.#finishing.get(upload.id);
    if (running) return running;
    const finish = this.#settle(upload).finally(() => this.#finishing.delete(upload.id));
    this.#finishing.set(upload.id, finish);
    return finish;
  }

  async #settle({ id, metadata }: Upload): Promise<FileInfo> {
    const { ownerId, filename, filetype, voice } = metadata ?? {};
    const path = join(this.#store.directory, id);
    const arrived = {
      id,
      ownerId: ownerId ?? '',
      name: cleanName(filename ?? ''),
      claimedType: filetype ?? '',
      voice: readVoice(voice),
      path,
    };
    try {
      return (await findFinished(this.#parts.db, id)) ?? (await finishFile(this.#parts, arrived));
    } catch (error) {
      if (REFUSALS.has(toParleyError(error).code)) await this.#discard(id);
      throw error;
    }
  }

  /** Two requests may have come to the end of one upload. */
  async #discard(id: FileId | undefined): Promise<void> {
    if (id !== undefined) await this.#store.remove(id).catch(() => {});
  }

  #explain(error: Error | { status_code: number; body: string }) {
    if ('status_code' in error) return undefined;
    const known = toParleyError(error);
    if (known.code === 'internal') this.#parts.log.error({ err: error }, 'upload: failed');
    return { status_code: httpStatus[known.code], body: JSON.stringify({ error: known.toWire() }) };
  }
}

function uploadIdOf(request: Request): FileId | null {
  const id = new URL(request.url).pathname.slice(UPLOAD_PATH.length + 1);
  return /^[0-9a-f-]{36}$/.test(id) ? id : null;
}

/** A name to show and to save under: no folders, no control characters. */
function cleanName(name: string): string {
  const last = name.split(/[\\/]/).at(-1) ?? '';
  const clean = last.replaceAll(/\p{C}/gu, '').trim().slice(0, MAX_FILE_NAME);
  return clean === '' || clean === '.' || clean === '..' ? 'file' : clean;
}
