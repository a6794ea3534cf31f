import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { rolldown } from 'rolldown';
import type { BuiltChunk } from '../third-party.ts';

const IMPORT = /@import '(\.{1,2}\/[\w./-]+\.css)';\n?/g;

/**
 * Makes the page of the companion's dashboard in `folder`, which is emptied: one script and one style, whose names
 * `companion/dashboard/page-files.ts` knows. Returns its chunks, which say what of others is in it.
 */
export async function bundleDashboard(root: string, folder: string): Promise<readonly BuiltChunk[]> {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const styles: string[] = [];
  const bundle = await rolldown({
    input: { dashboard: join(root, 'companion-page/main.tsx') },
    cwd: root,
    platform: 'browser',
    transform: { define: { 'process.env.NODE_ENV': '"production"' }, jsx: { runtime: 'automatic' } },
    plugins: [
      {
        name: 'tollkeeper:styles',
        load(id) {
          if (!id.endsWith('.css')) return null;
          styles.push(joinStyles(id));
          return { code: '', moduleType: 'js', moduleSideEffects: false };
        },
      },
    ],
  });
  // Not a module: browsers ask for those as a page of elsewhere would, and the door turns such requests away.
  const { output } = await bundle.write({ dir: folder, format: 'iife', entryFileNames: '[name].js', minify: true });
  await bundle.close();
  const chunks = output.filter(({ type }) => type === 'chunk');
  if (chunks.length !== 1) throw new Error(`[build] the dashboard's page is ${chunks.length} scripts; one is served`);
  writeFileSync(join(folder, 'dashboard.css'), styles.join('\n'));
  return output;
}

/** A style with those that it imports in their places. */
function joinStyles(path: string): string {
  return readFileSync(path, 'utf8').replace(IMPORT, (_, imported: string) => joinStyles(join(dirname(path), imported)));
}
