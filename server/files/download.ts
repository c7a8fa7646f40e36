import { notFound } from '../../protocol/errors.ts';
import type { FileId, UserId } from '../../protocol/ids.ts';
import type { Context } from '../context.ts';
import type { FileRow } from './file-row.ts';
import { findReadable } from './files.ts';
import { type Bearer, cuttable, type Transfer, type Transfers } from './transfers.ts';

const THUMBNAIL_TYPE = 'image/webp';
/** A browser shows these without running anything in them. Everything else is saved, never shown. */
const INLINE = /^(image\/(png|jpeg|gif|webp|avif|bmp)|audio\/.+|video\/.+|application\/(ogg|pdf))$/;

type Parts = Pick<Context, 'db' | 'storage' | 'clock'> & { readonly transfers: Transfers };

interface Wanted {
  readonly id: FileId;
  readonly bearer: Bearer;
  /** When the session was looked at. */
  readonly since: number;
}

/**
 * GET and HEAD `/files/:id`, with `?thumbnail` or `?download`. Who asks is checked on every request, and again when
 * that person loses a session or a conversation: what is on its way is cut then.
 */
export async function download(parts: Parts, request: Request, wanted: Wanted): Promise<Response> {
  const { bearer, id, since } = wanted;
  const mayGoOn = () =>
    findReadable(parts.db, bearer.userId, id).then(
      () => true,
      () => false,
    );
  const transfer = parts.transfers.begin(bearer, since, mayGoOn);
  try {
    const answer = await answerTo(parts, request, { id, userId: bearer.userId, transfer });
    if (answer.body === null) transfer.end();
    return answer;
  } catch (error) {
    transfer.end();
    throw error;
  }
}

async function answerTo(
  parts: Parts,
  request: Request,
  { id, userId, transfer }: { id: FileId; userId: UserId; transfer: Transfer },
): Promise<Response> {
  const file = await findReadable(parts.db, userId, id);
  const query = new URL(request.url).searchParams;
  const content = query.has('thumbnail') ? thumbnailOf(file) : originalOf(file, query.has('download'));
  const headers = headersOf(content);
  if (request.headers.get('if-none-match') === content.etag)
    return new Response(null, { status: 304, headers });
  const size = await parts.storage.size(content.key);
  if (size === null) throw notFound('The content of this file');
  const range = rangeOf(request, size, content.etag);
  if (range === 'unsatisfiable') {
    headers.set('content-range', `bytes */${size}`);
    return new Response(null, { status: 416, headers });
  }
  return send(parts, request, { key: content.key, size, range, headers, transfer });
}

interface Content {
  readonly key: string;
  readonly type: string;
  readonly etag: string;
  readonly disposition: string;
}

function originalOf(file: FileRow, asDownload: boolean): Content {
  const inline = !asDownload && INLINE.test(file.type);
  const type = file.type === 'text/plain' ? 'text/plain; charset=utf-8' : file.type;
  return {
    key: file.storageKey,
    type,
    etag: `"${file.sha256.slice(0, 32)}"`,
    disposition: `${inline ? 'inline' : 'attachment'}; ${nameParameters(file.name)}`,
  };
}

function thumbnailOf(file: FileRow): Content {
  if (file.thumbnailKey === null) throw notFound('A preview of this file');
  const etag = `"${file.sha256.slice(0, 32)}-t"`;
  return { key: file.thumbnailKey, type: THUMBNAIL_TYPE, etag, disposition: 'inline' };
}

function headersOf(content: Content): Headers {
  return new Headers({
    'content-type': content.type,
    'content-disposition': content.disposition,
    etag: content.etag,
    'accept-ranges': 'bytes',
    // Kept by the browser, but asked for again each time: who lost access is told so.
    'cache-control': 'private, no-cache',
    'content-security-policy': "sandbox; default-src 'none'",
  });
}

type Range = { readonly start: number; readonly end: number } | null;

async function send(
  { storage }: Parts,
  request: Request,
  content: { key: string; size: number; range: Range; headers: Headers; transfer: Transfer },
): Promise<Response> {
  const { key, size, range, headers } = content;
  headers.set('content-length', String(range ? range.end - range.start + 1 : size));
  if (range) headers.set('content-range', `bytes ${range.start}-${range.end}/${size}`);
  const status = range ? 206 : 200;
  if (request.method === 'HEAD' || size === 0) return new Response(null, { status, headers });
  const stream = await storage.read(key, range ?? undefined);
  if (stream === null) throw notFound('The content of this file');
  return new Response(cuttable(stream, content.transfer), { status, headers });
}

/** One range; a list of several, or one of another version of the file, is answered with the whole. */
function rangeOf(request: Request, size: number, etag: string): Range | 'unsatisfiable' {
  const header = request.headers.get('range');
  const condition = request.headers.get('if-range');
  if (header === null || (condition !== null && condition !== etag)) return null;
  const [, first, last] = /^bytes=(\d*)-(\d*)$/.exec(header.trim()) ?? [];
  if (first === undefined || last === undefined || (first === '' && last === '')) return null;
  const start = first === '' ? Math.max(0, size - Number(last)) : Number(first);
  const end = first === '' || last === '' ? size - 1 : Math.min(Number(last), size - 1);
  return start > end || start >= size ? 'unsatisfiable' : { start, end };
}

/** RFC 6266: a plain name for old programs, the true one for the others. */
function nameParameters(name: string): string {
  const plain = name.replaceAll(/[^\x20-\x7e]|["\\%]/g, '_');
  const encoded = encodeURIComponent(name).replaceAll(/['()*]/g, (c) => `%${c.charCodeAt(0).toString(16)}`);
  return `filename="${plain}"; filename*=UTF-8''${encoded}`;
}
