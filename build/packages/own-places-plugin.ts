import { dirname, join, relative } from 'node:path';
import type { Plugin } from 'rolldown';

const THREAD = /new URL\('(\.\/[\w-]+)\.ts', import\.meta\.url\)/g;

/**
 * Lets modules of ours find the files beside them from wherever the bundler puts them: `import.meta.url` names the place
 * that a module has in the checkout, below the package's folder. Threads that are started become entries of their own.
 * `folder`: where in the package all chunks lie.
 */
export function ownPlacesPlugin(root: string, folder: string): Plugin {
  return {
    name: 'tollkeeper:own-places',
    transform(code, id) {
      if (!id.startsWith(join(root, folder)) || !code.includes('import.meta.')) return null;
      if (/import\.meta\.(?!url\b)/.test(code)) throw new Error(`[build] ${id} asks import.meta for more than its url`);
      const place = relative(folder, relative(root, id));
      const threads = code.replace(THREAD, (_, name: string) => {
        const entry = this.emitFile({ type: 'chunk', id: `${join(dirname(id), name)}.ts`, name: name.slice(2) });
        return `new URL(import.meta.ROLLUP_FILE_URL_${entry})`;
      });
      return {
        code: threads.replaceAll('import.meta.url', `new URL('./${place}', import.meta.url).href`),
        map: null,
      };
    },
  };
}
