import { join, resolve } from 'node:path';

const PROJECT = resolve(import.meta.dir, '../..');
const BUILT = join(PROJECT, 'test-results/fake-page');

export interface FakePage {
  readonly url: string;
  close(): Promise<void>;
}

/** Builds the page over stores in memory and serves it on loopback; every unknown address is the page's own. */
export async function serveFakePage(): Promise<FakePage> {
  const vite = Bun.spawn(
    [process.execPath, '--bun', 'node_modules/vite/bin/vite.js', 'build', 'test/ui/page'],
    {
      cwd: PROJECT,
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  const output = await Promise.all([new Response(vite.stdout).text(), new Response(vite.stderr).text()]);
  if ((await vite.exited) !== 0) throw new Error(`The page could not be built: ${output.join('')}`);
  const server = Bun.serve({
    hostname: '127.0.0.1',
    port: 0,
    async fetch(request) {
      const { pathname } = new URL(request.url);
      if (/^\/(files|trpc)\//.test(pathname)) return new Response(null, { status: 404 });
      const file = Bun.file(join(BUILT, pathname));
      const known = pathname !== '/' && (await file.exists());
      return new Response(known ? file : Bun.file(join(BUILT, 'index.html')));
    },
  });
  return { url: server.url.origin, close: () => server.stop(true) };
}
