import { join } from 'node:path';
import { defineConfig } from 'vite';

/** Every card, chip and popup state on one page, to be looked at and measured: `vite build -c test/gallery/vite.config.ts`. */
export default defineConfig({
  root: import.meta.dirname,
  // One output, opened from its folder.
  base: './',
  logLevel: 'warn',
  oxc: { jsx: { runtime: 'automatic', importSource: 'react' } },
  build: { outDir: join(import.meta.dirname, '../../.output/gallery/site'), emptyOutDir: true, minify: false },
});
