import { join, normalize } from 'node:path';
import { notFound } from '../../protocol/errors.ts';
import { errorResponse } from '../errors.ts';

const NOT_BUILT = 'The page is not built yet: start Parley with bin/start, or run `bun run build`.\n';
const ENCODINGS = [
  ['br', '.br'],
  ['gzip', '.gz'],
] as const;

/** The built client. An address that names no file is a place within the page, and gets the page. */
export function createStaticFiles(folder: string): (request: Request) => Promise<Response> {
  return async (request) => {
    if (request.method !== 'GET' && request.method !== 'HEAD') return errorResponse(notFound('This address'));
    const path = pathOf(request);
    const file = path === null || path === '/' ? null : await open(folder, path, request);
    if (file) return file;
    if (!wantsPage(request)) return errorResponse(notFound('This address'));
    return (await open(folder, '/index.html', request)) ?? notBuilt();
  };
}

async function open(folder: string, path: string, request: Request): Promise<Response | null> {
  const plain = Bun.file(join(folder, path));
  if (!(await isFile(plain))) return null;
  const etag = `"${plain.size.toString(36)}-${plain.lastModified.toString(36)}"`;
  const headers = new Headers({ 'content-type': plain.type, 'cache-control': cachingOf(path), etag });
  headers.set('vary', 'accept-encoding');
  if (request.headers.get('if-none-match') === etag) return new Response(null, { status: 304, headers });
  const accepted = request.headers.get('accept-encoding') ?? '';
  for (const [encoding, suffix] of ENCODINGS) {
    const packed = Bun.file(join(folder, path + suffix));
    if (!accepted.includes(encoding) || !(await isFile(packed))) continue;
    headers.set('content-encoding', encoding);
    return new Response(packed, { headers });
  }
  return new Response(plain, { headers });
}

/** Names below assets/ carry a hash of the content; everything else may change with the next build. */
function cachingOf(path: string): string {
  return path.startsWith('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache';
}

/** null: not an address of a file, such as one that climbs out of the folder. */
function pathOf(request: Request): string | null {
  try {
    const path = normalize(decodeURIComponent(new URL(request.url).pathname));
    return path.startsWith('/') && !path.includes('\0') && !path.includes('/.') ? path : null;
  } catch {
    return null;
  }
}

function wantsPage(request: Request): boolean {
  const last = new URL(request.url).pathname.split('/').at(-1) ?? '';
  return (request.headers.get('accept') ?? '*/*').includes('text/html') || !last.includes('.');
}

async function isFile(file: Bun.BunFile): Promise<boolean> {
  return (await file.exists()) && file.size > 0;
}

function notBuilt(): Response {
  return new Response(NOT_BUILT, { status: 503, headers: { 'content-type': 'text/plain; charset=utf-8' } });
}
