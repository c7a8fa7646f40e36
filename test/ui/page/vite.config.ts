import tailwindcss from '@tailwindcss/vite';
import { defineConfig } from 'vite';
import solid from 'vite-plugin-solid';

export default defineConfig({
  plugins: [tailwindcss(), solid()],
  define: { __PARLEY_VERSION__: '"test"' },
  build: { outDir: '../../../test-results/fake-page', emptyOutDir: true, target: 'es2023' },
});
