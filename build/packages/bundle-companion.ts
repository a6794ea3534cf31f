import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { rolldown } from 'rolldown';
import { PACKED_FOLDER, readVocabulary, vocabularyNames } from '../../companion/estimate/read-vocabulary.ts';
import { swaggerBeside, swaggerFiles } from '../../companion/sandbox/pages.ts';
import { findThirdParties, NOTICES_FILE, TAKEN_AS_DATA, writeNotices } from '../third-party.ts';
import { bundleDashboard } from './bundle-dashboard.ts';
import { ownPlacesPlugin } from './own-places-plugin.ts';

/** All chunks lie where the command line is in the checkout, so that what lies beside it is found from both. */
const CHUNKS = 'companion';
/** What modules read at run time, and where it is in checkout and package alike. */
const READ_AT_RUN_TIME = ['companion/sandbox/pages', 'lib/providers/recordings', 'LICENSE'];
/** Where the companion looks for the page of its dashboard. */
const DASHBOARD = 'companion/dashboard/page';
const NODE_MIN = 24;

/** Packages that are asked for where they are installed, and never are. */
const OPTIONAL = ['pg-native'];

/**
 * Makes the companion's npm package in `folder`, which is emptied: JavaScript with all that it needs in it, so that it has no
 * dependency. Names of chunks are made of their contents.
 */
export async function bundleCompanion(root: string, folder: string): Promise<void> {
  rmSync(folder, { recursive: true, force: true });
  const bundle = await rolldown({
    input: { cli: join(root, 'companion/cli.mjs') },
    cwd: root,
    platform: 'node',
    external: OPTIONAL,
    plugins: [ownPlacesPlugin(root, CHUNKS)],
    // Said of packages that we do not change; what is missing fails the test that runs the package.
    onLog: (level, log) => void (level === 'warn' && log.code === 'UNRESOLVED_IMPORT' && console.warn(log.message)),
  });
  const { output } = await bundle.write({
    dir: join(folder, CHUNKS),
    format: 'esm',
    entryFileNames: '[name].mjs',
    chunkFileNames: '[name]-[hash].mjs',
    minify: { compress: false, mangle: false, codegen: { removeWhitespace: true } },
  });
  await bundle.close();
  for (const path of READ_AT_RUN_TIME) cpSync(join(root, path), join(folder, path), { recursive: true });
  copyData(folder);
  const page = await bundleDashboard(root, join(folder, DASHBOARD));
  const parties = findThirdParties([...output, ...page], root, [...TAKEN_AS_DATA, 'swagger-ui-dist']);
  writeFileSync(join(folder, NOTICES_FILE), writeNotices(parties));
  writeFileSync(join(folder, 'package.json'), `${JSON.stringify(manifestOf(root), null, 2)}\n`);
  cpSync(join(root, 'companion/README.md'), join(folder, 'README.md'));
}

function copyData(folder: string): void {
  const vocabularies = join(folder, 'companion/estimate', PACKED_FOLDER);
  mkdirSync(vocabularies, { recursive: true });
  for (const name of vocabularyNames) writeFileSync(join(vocabularies, `${name}.bin`), readVocabulary(name));
  const swagger = dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'));
  for (const file of swaggerFiles) {
    cpSync(join(swagger, file), join(folder, 'companion/sandbox/pages', swaggerBeside, file));
  }
}

/** Of the checkout's own package.json what holds for this one, too. */
function manifestOf(root: string): object {
  const { name, version, description, license } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  return {
    ...{ name, version, description, license },
    keywords: ['llm', 'api', 'cost', 'budget', 'gateway', 'openai', 'anthropic'],
    bin: { tollkeeper: `${CHUNKS}/cli.mjs` },
    engines: { node: `>=${NODE_MIN}` },
  };
}
