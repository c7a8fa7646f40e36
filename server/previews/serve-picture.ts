import { notFound } from '../../protocol/errors.ts';
import type { UserId } from '../../protocol/ids.ts';
import type { Context } from '../context.ts';
import { findPicture } from './message-previews.ts';

/** GET and HEAD `/files/previews/:id`. Who asks is checked on every request. */
export async function servePicture(
  { db, storage }: Pick<Context, 'db' | 'storage'>,
  request: Request,
  { id, userId }: { readonly id: string; readonly userId: UserId },
): Promise<Response> {
  const key = await findPicture(db, userId, id);
  const headers = new Headers({
    'content-type': 'image/webp',
    etag: `"${id}"`,
    // Kept by the browser, but asked for again each time: who lost access is told so.
    'cache-control': 'private, no-cache',
    'content-security-policy': "sandbox; default-src 'none'",
  });
  if (request.headers.get('if-none-match') === `"${id}"`) return new Response(null, { status: 304, headers });
  const stream = request.method === 'HEAD' ? null : await storage.read(key);
  if (request.method !== 'HEAD' && stream === null) throw notFound('The content of this picture');
  return new Response(stream, { headers });
}
