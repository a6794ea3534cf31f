// @ts-check
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { envWithNode26, exitCodeOf, run } from './run.mjs';
import { setUp } from './setup.mjs';
import { buildGates, runGates } from './support/gates.mjs';
import { root } from './support/paths.mjs';
import { gateText } from './support/report.mjs';
import { errorText } from './support/text.mjs';

const folder = join(root, 'bench');

/** Benches of code that runs without a browser and a build. */
const WITHOUT_BUILDS = [
  'asks',
  'beside',
  'drops',
  'estimate',
  'estimate-cli',
  'advice',
  'export',
  'gateway',
  'ledger',
  'refusals',
  'relay-check',
  'runway',
  'status',
  'unusual',
];

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  console.error(errorText(error));
  process.exitCode = 1;
}

/**
 * `npm run bench -- <name> [args]` runs bench/<name>.ts on fresh builds; messages of the preparation go to stderr, so
 * that the bench's JSON can be piped.
 * @param {readonly string[]} args
 * @returns {Promise<number>} exit code
 */
async function main([name, ...args]) {
  const names = benchNames();
  if (name === undefined || !names.includes(name)) {
    console.error(name === undefined ? 'Which bench?' : `There is no bench called ${name}.`);
    console.error(`There ${names.length === 0 ? 'are none yet.' : `is: ${names.join(', ')}`}`);
    console.error('  $ npm run bench -- <name> [arguments]');
    return 1;
  }
  const isPlain = WITHOUT_BUILDS.includes(name);
  const { node, browsers } = await setUp(isPlain ? { browsers: [], quiet: true } : { quiet: true });
  // Not after a quarter of a minute of building.
  const asked = await readArguments(node, name, args);
  if (asked !== null) return asked;
  // A bench of yesterday's build would be worse than none.
  const results = isPlain ? [] : await runGates(buildGates, 1, (result) => console.error(gateText(result)));
  if (results.some(({ isOk }) => !isOk)) return 1;
  const env = envWithNode26({
    ...process.env,
    TOLLKEEPER_CHROMIUM: browsers.chromium?.path,
    TOLLKEEPER_FIREFOX: browsers.firefox?.path,
  });
  return exitCodeOf(await run(node, [join(folder, `${name}.ts`), ...args], { env }));
}

/**
 * Lets the bench read its arguments, where it has a file for that.
 * @param {string} node
 * @param {string} name
 * @param {readonly string[]} args
 * @returns {Promise<number | null>} exit code when that is all there is to do: help was shown, or they were not understood
 */
async function readArguments(node, name, args) {
  const file = join(folder, name, 'options.ts');
  if (!existsSync(file)) return null;
  const isHelp = args.includes('--help') || args.includes('-h');
  const script = isHelp
    ? 'console.log(options.USAGE)'
    : 'try { options.readOptions(process.argv.slice(1)) } catch (error) { console.error(error.message); process.exit(2) }';
  const source = `import * as options from ${JSON.stringify(pathToFileURL(file).href)}; ${script}`;
  const code = exitCodeOf(await run(node, ['--input-type=module', '--eval', source, '--', ...args]));
  return isHelp || code !== 0 ? code : null;
}

/** @returns {string[]} helpers of benches lie in folders below and are not listed */
function benchNames() {
  try {
    return readdirSync(folder)
      .filter((file) => file.endsWith('.ts'))
      .map((file) => file.slice(0, -'.ts'.length))
      .sort();
  } catch {
    return [];
  }
}
