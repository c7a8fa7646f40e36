import type { FileStore } from '@tus/file-store';
import { Server, type Upload } from '@tus/server';
import { notFound } from '../../protocol/errors.ts';
import type { UserId } from '../../protocol/ids.ts';
import { httpStatus, toParleyError } from '../errors.ts';
import { withTypedError } from '../files/upload-answers.ts';
import type { Imports } from './imports.ts';

export const IMPORT_PATH = '/imports/upload';
/** Of an archive: a limit of its own, since it is the owner's and no message's. */
const MAX_BYTES = 16 * 1024 * 1024 * 1024;
const MAX_NAME = 255;

/** Archives on their way in (tus 1.0), for the owner of the server. */
export class ImportUploads {
  readonly #tus: Server;
  readonly #store: FileStore;
  readonly #imports: Imports;
  readonly #senders = new WeakMap<Request, UserId>();

  constructor(imports: Imports) {
    this.#imports = imports;
    this.#store = imports.store;
    this.#tus = new Server({
      path: IMPORT_PATH,
      datastore: this.#store,
      relativeLocation: true,
      allowedOrigins: [],
      maxSize: MAX_BYTES,
      namingFunction: () => Bun.randomUUIDv7(),
      onUploadCreate: async (request, { metadata }) => ({
        metadata: { filename: metadata?.['filename'] ?? null, ownerId: this.#senders.get(request) ?? null },
      }),
      onIncomingRequest: (request, id) => this.#checkSender(request, id),
      onUploadFinish: async (_, upload) => {
        await this.#arrived(upload);
        return {};
      },
      onResponseError: (_, error) => {
        if ('status_code' in error) return undefined;
        const known = toParleyError(error);
        return { status_code: httpStatus[known.code], body: JSON.stringify({ error: known.toWire() }) };
      },
    });
  }

  /** Everything at `IMPORT_PATH` and below, by the owner of the server. */
  async handle(request: Request, userId: UserId): Promise<Response> {
    this.#senders.set(request, userId);
    const answer = await this.#tus.handleWeb(request);
    const isWhole = answer.headers.get('upload-offset') === answer.headers.get('upload-length');
    // The process ended, or the database was away, between the last byte and the row.
    if (request.method === 'HEAD' && answer.ok && isWhole) {
      await this.#arrived(
        await this.#store.getUpload(new URL(request.url).pathname.slice(IMPORT_PATH.length + 1)),
      );
    }
    return withTypedError(answer);
  }

  async #arrived({ id, size, metadata }: Upload): Promise<void> {
    const { ownerId, filename } = metadata ?? {};
    const archive = { createdBy: ownerId ?? '', name: nameOf(filename ?? ''), size: size ?? 0 };
    await this.#imports.arrived(id, archive);
  }

  async #checkSender(request: Request, id: string): Promise<void> {
    if (request.method === 'POST') return;
    const upload = await this.#store.getUpload(id);
    if (upload.metadata?.['ownerId'] !== this.#senders.get(request)) throw notFound('This upload');
  }
}

function nameOf(name: string): string {
  const clean = (name.split(/[\\/]/).at(-1) ?? '').replaceAll(/\p{C}/gu, '').trim().slice(0, MAX_NAME);
  return clean === '' ? 'archive.zip' : clean;
}
