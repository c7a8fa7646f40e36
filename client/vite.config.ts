import tailwindcss from '@tailwindcss/vite';
import { defineConfig } from 'vite';
import solid from 'vite-plugin-solid';
import { version } from '../package.json';
import { serviceWorker } from './build-worker.ts';

/** `bun run dev` serves the page with hot reload; the API is the server's, at PARLEY_DEV_SERVER. */
const server = process.env.PARLEY_DEV_SERVER ?? 'http://localhost:3000';

export default defineConfig({
  plugins: [tailwindcss(), solid(), serviceWorker()],
  define: { __PARLEY_VERSION__: JSON.stringify(version) },
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    target: 'es2023',
    // Fonts and icons stay files: the page's policy allows no data: addresses for them.
    assetsInlineLimit: 0,
    modulePreload: {
      polyfill: false,
      // The lists of what each late part needs would weigh as much as the parts themselves: only styles wait in them.
      resolveDependencies: (_file, needed, { hostType }) =>
        hostType === 'html' ? needed : needed.filter((file) => file.endsWith('.css')),
    },
    chunkSizeWarningLimit: 400,
  },
  server: {
    host: '127.0.0.1',
    proxy: {
      '/trpc': server,
      '/files': server,
      '/calls/leave': server,
      '/ws': { target: server, ws: true },
    },
  },
});
