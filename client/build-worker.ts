import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Plugin } from 'vite';

const ENTRY = join(import.meta.dirname, 'worker/service-worker.ts');
const PUBLIC = join(import.meta.dirname, 'public');
/** Beside the page's own parts; other files are kept when they are first used. */
const ALONGSIDE = ['/theme.js', '/favicon.svg', '/manifest.webmanifest', '/icons/icon-192.png'];
/** PDFs are looked at where there is a network: half a megabyte that few devices need. */
const LARGE = /\/PdfView-/;
const PARTS = /\.(js|css)$|-latin-wght-normal-[^/]*\.woff2$/;

/** Builds /sw.js, which knows by name what the page is made of. */
export function serviceWorker(): Plugin {
  return {
    name: 'parley-service-worker',
    apply: 'build',
    async generateBundle(_options, bundle) {
      const parts = Object.keys(bundle).filter((name) => PARTS.test(name) && !LARGE.test(name));
      const files = ['/', ...ALONGSIDE, ...parts.map((name) => `/${name}`).toSorted()];
      const hash = new Bun.CryptoHasher('sha256').update(JSON.stringify(files));
      for (const file of ALONGSIDE) hash.update(await readFile(join(PUBLIC, file)));
      const shell = { version: hash.digest('hex').slice(0, 16), files };
      const built = await Bun.build({
        entrypoints: [ENTRY],
        target: 'browser',
        format: 'iife',
        minify: true,
        define: { __SHELL__: JSON.stringify(shell) },
      });
      const [worker] = built.outputs;
      if (!worker) throw new Error('The service worker could not be built.');
      this.emitFile({ type: 'asset', fileName: 'sw.js', source: await worker.text() });
    },
  };
}
