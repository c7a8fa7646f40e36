import { join } from 'node:path';

/** Starts Parley so that link previews reach servers of this machine: for `startServer`. */
export const WITH_OPEN_GATE = [join(import.meta.dir, 'open-gate-server.ts')];

/** A site: an article with a picture, a page that is slow, and nothing else. Counts what it is asked for. */
export function servePages() {
  const asked = new Map<string, number>();
  const server = Bun.serve({
    port: 0,
    hostname: '127.0.0.1',
    async fetch(request) {
      const { pathname } = new URL(request.url);
      asked.set(pathname, (asked.get(pathname) ?? 0) + 1);
      if (pathname === '/slow') await Bun.sleep(1_000);
      if (pathname === '/picture.png') return new Response(await picture(), png);
      if (pathname === '/liar.png') return new Response('<svg onload="alert(1)"/>', png);
      return pathname === '/nothing'
        ? new Response('?', { status: 404 })
        : new Response(article(pathname), html);
    },
  });
  return {
    url: server.url.href,
    asked: (path: string) => asked.get(path) ?? 0,
    stop: (force?: boolean) => server.stop(force),
  };
}

const html = { headers: { 'content-type': 'text/html; charset=utf-8' } };
const png = { headers: { 'content-type': 'image/png' } };

function article(path: string): string {
  return `<!doctype html><title>An article</title>
    <meta property="og:title" content="A garden &amp; its gate">
    <meta property="og:description" content="What grows, and who may come in.">
    <meta property="og:site_name" content="The Watercooler Times">
    <meta property="og:image" content="${path === '/lying' ? '/liar.png' : '/picture.png'}">`;
}

/** 64 × 48 pixels of one green. */
async function picture(): Promise<Uint8Array<ArrayBuffer>> {
  const pixel =
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
  const bytes = await new Bun.Image(Buffer.from(pixel, 'base64'))
    .resize(64, 48, { fit: 'fill' })
    .png()
    .bytes();
  return new Uint8Array(bytes);
}
