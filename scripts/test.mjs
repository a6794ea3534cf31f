// @ts-check
import { exitCodeOf, interruptedBy } from './run.mjs';
import { setUp } from './setup.mjs';
import { closingLine } from './support/count.mjs';
import { buildGates, formatGates, runGates, typeGates, unusedGates } from './support/gates.mjs';
import { gateText, summaryOf } from './support/report.mjs';
import { errorText } from './support/text.mjs';
import { runVitest } from './support/vitest-run.mjs';

/** In the order they run, one after the other beside the builds. */
const quickGates = [...formatGates, ...typeGates, ...unusedGates];

const HELP = `Sets up what is missing, then runs every check: format, lint, types, unused code, builds and tests.

Usage: npm test [-- <filter>]

  <filter>  Build, and run only the test files whose path contains this, such as e2e/road/chip. Options of vitest work
            too: --project e2e
  --help    Show this help.`;

process.exitCode = await main(process.argv.slice(2));

/**
 * `npm test`: everything. `npm test -- <filter>`: builds, then only the test files that match.
 * @param {readonly string[]} args for Vitest
 * @returns {Promise<number>} exit code
 */
async function main(args) {
  if (args.includes('--help') || args.includes('-h')) {
    console.log(HELP);
    return 0;
  }
  const env = await prepare();
  if (env === null) {
    console.log(closingLine({ passed: 0, failed: 1 }));
    return 1;
  }
  if (args.length > 0) {
    console.log(`Running only tests that match: ${args.join(' ')}`);
    console.log('Format, lint, types and unused code are left out; npm test runs everything.');
  }
  const begunAt = Date.now();
  // One build at a time: they share .wxt/. A build keeps little more than one core busy: the gates have the other.
  const sideBySide = [runGates(args.length > 0 ? [] : quickGates, 1, print), runGates(buildGates, 1, print)];
  const results = (await Promise.all(sideBySide)).flat();
  if (interruptedBy() !== null) return stop();
  const startedAt = Date.now();
  const tally = await runVitest({ args, env });
  const { text, passed, failed } = summaryOf(
    results,
    { tally, durationMs: Date.now() - startedAt },
    Date.now() - begunAt,
  );
  console.log(text);
  return failed === 0 && passed > 0 ? 0 : 1;
}

/** @returns {Promise<NodeJS.ProcessEnv | null>} the environment for the tests; null when the set-up failed and said why */
async function prepare() {
  try {
    const { browsers } = await setUp();
    return {
      ...process.env,
      TOLLKEEPER_CHROMIUM: browsers.chromium?.path,
      TOLLKEEPER_FIREFOX: browsers.firefox?.path,
    };
  } catch (error) {
    console.error(`${errorText(error)}\n`);
    return null;
  }
}

/** @param {import('./support/gates.mjs').GateResult} result */
function print(result) {
  console.log(gateText(result));
}

function stop() {
  const signal = interruptedBy();
  console.log(`Stopped by ${signal}.`);
  return exitCodeOf({ code: null, signal });
}
