// @ts-check
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './support/paths.mjs';
import { fixtureText, idProblem, providerText, registerProvider } from './support/provider-skeleton.mjs';
import { errorText, userError } from './support/text.mjs';

const HELP = `Begins a provider: its file of data, its file of recordings, and its line in the registry.

Usage: npm run new:provider <id>

  <id>     Small letters, digits and single dashes: acme, acme-cloud. It is the
           name of both files and begins the id of every surface.
  --help   Show this help.`;

const registryPath = 'lib/providers/all.ts';
const contractPath = 'test/providers/contract.test.ts';

// Nothing needs to be installed for this.
try {
  process.exitCode = main(process.argv.slice(2));
} catch (error) {
  console.error(errorText(error));
  process.exitCode = 1;
}

/**
 * @param {readonly string[]} args
 * @returns {number} exit code
 */
function main(args) {
  if (args.includes('--help') || args.includes('-h')) {
    console.log(HELP);
    return 0;
  }
  const [id, ...rest] = args;
  if (id === undefined || rest.length > 0) {
    throw userError({
      what: id === undefined ? 'A provider needs an id.' : 'One provider at a time.',
      why: [],
      todo: ['Say which:', '$ npm run new:provider acme'],
    });
  }
  const files = [
    { path: `lib/providers/${id}.ts`, textOf: providerText },
    { path: `lib/providers/recordings/${id}.json`, textOf: fixtureText },
  ];
  const registry = readFileSync(join(root, registryPath), 'utf8');
  refuse(id, registry, files);
  write(
    files.map(({ path, textOf }) => ({ path, text: textOf(id) })),
    registerProvider(registry, id),
  );
  console.log(nextSteps(files.map(({ path }) => path)));
  return 0;
}

/**
 * Throws where the id cannot be had. Before anything is written.
 * @param {string} id
 * @param {string} registry
 * @param {readonly { path: string }[]} files
 */
function refuse(id, registry, files) {
  // Taken is said first: that its name is in the registry too is no news then. A malformed id is never looked up.
  const taken = /^[a-z0-9-]+$/.test(id) ? files.find(({ path }) => existsSync(join(root, path))) : undefined;
  const why = taken === undefined ? idProblem(id, registry) : `${taken.path} is there already.`;
  if (why === null) return;
  throw userError({
    what: `${JSON.stringify(id)} cannot be the id of a new provider. Nothing was written.`,
    why: [why],
    todo: [taken === undefined ? 'Choose another id.' : 'Go on with that file, or choose another id.'],
  });
}

/**
 * All or nothing: what was begun is taken back.
 * @param {readonly { path: string, text: string }[]} files
 * @param {string} registry
 */
function write(files, registry) {
  /** @type {string[]} */
  const written = [];
  try {
    for (const { path, text } of files) {
      writeFileSync(join(root, path), text, { flag: 'wx' });
      written.push(path);
    }
    writeFileSync(join(root, registryPath), registry);
  } catch (error) {
    for (const path of written) rmSync(join(root, path), { force: true });
    throw error;
  }
}

/** @param {readonly string[]} paths */
function nextSteps(paths) {
  return `Written:
${[...paths, `${registryPath} (two lines)`].map((path) => `  ${path}`).join('\n')}

It is no provider yet: everything that only you can know says "fill in".
  1. Fill in the data, with the address and the day of the page it is from.
  2. Put what the provider really answers into the recordings: an answer, a
     streamed one, a refusal, what its balance looks like.
  3. Ask what is left, until nothing is:
     $ npx vitest run ${contractPath}

CONTRIBUTING.md, "Adding a provider", says what is expected of it.`;
}
